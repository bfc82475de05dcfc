pragma circom 2.2.0;

include "lib/poseidon.circom";

// H(TAG, in): one permutation for up to 16 elements. Longer inputs (their length is fixed by the use)
// go 16 at a time, each block's output is the next block's capacity, the last block is zero-padded.
template Hash(N, TAG) {
    signal input in[N];
    signal output out;

    var WIDTH = N <= 16 ? N : 16;
    var BLOCKS = (N + WIDTH - 1) \ WIDTH;

    component block[BLOCKS];
    for (var b = 0; b < BLOCKS; b++) {
        block[b] = Permutation(WIDTH, 1);
        if (b == 0) {
            block[b].capacity <== TAG;
        } else {
            block[b].capacity <== block[b - 1].out[0];
        }
        for (var i = 0; i < WIDTH; i++) {
            if (b * WIDTH + i < N) {
                block[b].in[i] <== in[b * WIDTH + i];
            } else {
                block[b].in[i] <== 0;
            }
        }
    }
    out <== block[BLOCKS - 1].out[0];
}

// N_OUT rate elements of one permutation over zero-padded inputs: a keystream or masks under a secret
// input. The capacity element stays inside, else the permutation could be inverted.
// The domain is a signal, for statements that serve two domains (mask sums of A and of B).
template SqueezeDomain(N_IN, N_OUT) {
    signal input domain;
    signal input in[N_IN];
    signal output out[N_OUT];

    var WIDTH = N_IN > N_OUT ? N_IN : N_OUT;

    component permutation = Permutation(WIDTH, N_OUT + 1);
    permutation.capacity <== domain;
    for (var i = 0; i < WIDTH; i++) {
        if (i < N_IN) {
            permutation.in[i] <== in[i];
        } else {
            permutation.in[i] <== 0;
        }
    }
    for (var i = 0; i < N_OUT; i++) {
        out[i] <== permutation.out[i + 1];
    }
}

template Squeeze(N_IN, N_OUT, TAG) {
    signal input in[N_IN];
    signal output out[N_OUT];

    out <== SqueezeDomain(N_IN, N_OUT)(TAG, in);
}
