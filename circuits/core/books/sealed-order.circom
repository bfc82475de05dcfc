pragma circom 2.2.0;

include "lib/curve.circom";
include "lib/hash.circom";
include "lib/tags.circom";

// An order's words and inner sealed to its book's key: E = e * Base8, S = e * P, ct = (words, inner) +
// keystream(Sx, Sy, id). Expects P in the subgroup and not the identity.
template SealedOrder(WORDS) {
    signal input id;
    signal input words[WORDS];
    signal input inner;
    signal input P[2];
    signal input b;
    signal output E[2];
    signal output ct[WORDS + 1];

    signal S[2];
    (E, S) <== SharedPoint()(b, P);
    signal keystream[WORDS + 1] <== Squeeze(3, WORDS + 1, TAG_ENC())([S[0], S[1], id]);
    for (var w = 0; w < WORDS; w++) {
        ct[w] <== words[w] + keystream[w];
    }
    ct[WORDS] <== inner + keystream[WORDS];
}
