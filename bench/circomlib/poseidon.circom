pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";

// Stands in for circuits/lib/poseidon.circom in the bench: the same permutation as circomlib writes it.
template Permutation(N, N_OUT) {
    signal input capacity;
    signal input in[N];
    signal output out[N_OUT];

    out <== PoseidonEx(N, N_OUT)(in, capacity);
}
