pragma circom 2.2.0;

include "circomlib/circuits/poseidon_constants.circom";

function PARTIAL_ROUNDS(T) {
    var ROUNDS[16] = [56, 57, 56, 60, 60, 63, 64, 63, 60, 66, 60, 65, 70, 60, 64, 68];
    return ROUNDS[T - 2];
}

// Poseidon's permutation of N + 1 elements, the capacity first, and the first N_OUT elements of what it gives:
// circomlib's PoseidonEx with its constants. The rounds are one template a width, whatever is read of them.
template Permutation(N, N_OUT) {
    signal input capacity;
    signal input in[N];
    signal output out[N_OUT];

    var T = N + 1;
    component rounds = PoseidonRounds(
        T, PARTIAL_ROUNDS(T), POSEIDON_C(T), POSEIDON_S(T), POSEIDON_M(T), POSEIDON_P(T)
    );
    rounds.in[0] <== capacity;
    for (var i = 0; i < N; i++) {
        rounds.in[i + 1] <== in[i];
    }
    for (var i = 0; i < N_OUT; i++) {
        out[i] <== rounds.out[i];
    }
}

// C, S, M, P as circomlib's optimised form takes them: what follows a power is added to it in C, partial
// rounds have sparse matrices S (all with M[0][0] at the top left), P goes before the first of them.
// A state is an expression: signals are only what a multiplication makes, three for each fifth power.
template PoseidonRounds(T, PARTIAL, C, S, M, P) {
    signal input in[T];
    signal output out[T];

    var FULL = 8;
    var HALF = 4;
    signal square[FULL * T + PARTIAL];
    signal fourth[FULL * T + PARTIAL];
    signal fifth[FULL][T];
    signal first[PARTIAL];
    var INVERSE = 1 / M[0][0];
    var box = 0;
    var next = T;

    var state[T];
    for (var i = 0; i < T; i++) {
        state[i] = in[i] + C[i];
    }
    for (var round = 0; round < FULL; round++) {
        if (round == HALF) {
            // Here the third signal is the next state's first element instead of the power, which follows from
            // it: the next round's three constraints then hold one signal each instead of a whole sum.
            for (var r = 0; r < PARTIAL; r++) {
                var row = (2 * T - 1) * r;
                var rest = M[0][0] * C[next];
                for (var i = 1; i < T; i++) {
                    rest += S[row + i] * state[i];
                }
                square[box] <== state[0] * state[0];
                fourth[box] <== square[box] * square[box];
                first[r] <== M[0][0] * fourth[box] * state[0] + rest;
                var power = INVERSE * (first[r] - rest) + C[next];
                for (var i = 1; i < T; i++) {
                    state[i] += S[row + T + i - 1] * power;
                }
                state[0] = first[r];
                box++;
                next++;
            }
        }
        var mixed[T];
        for (var j = 0; j < T; j++) {
            mixed[j] = 0;
        }
        for (var i = 0; i < T; i++) {
            square[box] <== state[i] * state[i];
            fourth[box] <== square[box] * square[box];
            fifth[round][i] <== fourth[box] * state[i];
            var power = fifth[round][i];
            if (round < FULL - 1) {
                power += C[next];
                next++;
            }
            for (var j = 0; j < T; j++) {
                mixed[j] += (round == HALF - 1 ? P[i][j] : M[i][j]) * power;
            }
            box++;
        }
        state = mixed;
    }
    out <== state;
}
