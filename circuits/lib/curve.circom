pragma circom 2.2.0;

include "circomlib/circuits/babyjub.circom";
include "circomlib/circuits/bitify.circom";
include "circomlib/circuits/eddsaposeidon.circom";
include "circomlib/circuits/escalarmulany.circom";
include "circomlib/circuits/escalarmulfix.circom";

// circomlib's EdDSA-Poseidon, with the key and R8 on the curve (circomlib leaves that to the caller).
// It refuses S >= l and keys of small order, and clears the cofactor of A by itself.
template VerifySignature() {
    signal input Ax;
    signal input Ay;
    signal input S;
    signal input R8x;
    signal input R8y;
    signal input message;

    BabyCheck()(Ax, Ay);
    BabyCheck()(R8x, R8y);
    EdDSAPoseidonVerifier()(1, Ax, Ay, S, R8x, R8y, message);
}

// Ephemeral key E = e * Base8 and shared point S = e * P, with e = 2^247 + 2b + 1 and b of 246 bits:
// e is odd, has its top bit set and is below the subgroup's order, so it is never 0 and its bits are
// unique. P must be in the subgroup and not the identity (the node checks it at opening).
template SharedPoint() {
    signal input b;
    signal input P[2];
    signal output E[2];
    signal output S[2];

    var BASE8[2] = [
        5299619240641551281634865583518297030282874472190772894086521144482721001553,
        16950150798460657717958625567821834550301663161624707787222815936182638968203
    ];

    signal bBits[246] <== Num2Bits(246)(b);
    // 253 digits although 248 are used: EscalarMulFix splits its windows wrongly for 247 to 249.
    component fixed = EscalarMulFix(253, BASE8);
    component any = EscalarMulAny(248);
    for (var i = 0; i < 253; i++) {
        var bit = i == 0 || i == 247 ? 1 : 0;
        if (i > 0 && i < 247) {
            bit = bBits[i - 1];
        }
        fixed.e[i] <== bit;
        if (i < 248) {
            any.e[i] <== bit;
        }
    }
    any.p <== P;
    E <== fixed.out;
    S <== any.out;
}
