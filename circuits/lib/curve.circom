pragma circom 2.2.0;

include "circomlib/circuits/babyjub.circom";
include "circomlib/circuits/bitify.circom";
include "circomlib/circuits/comparators.circom";
include "circomlib/circuits/compconstant.circom";
include "circomlib/circuits/escalarmulany.circom";
include "circomlib/circuits/escalarmulfix.circom";
include "lib/hash.circom";

function BASE8() {
    return [
        5299619240641551281634865583518297030282874472190772894086521144482721001553,
        16950150798460657717958625567821834550301663161624707787222815936182638968203
    ];
}

// EdDSA-Poseidon as circomlib verifies it, S * Base8 = R8 + h * 8A, with the key and R8 on the curve
// (circomlib leaves that to the caller). A signature has one S, and 8A clears the cofactor of the key.
template VerifySignature() {
    signal input Ax;
    signal input Ay;
    signal input S;
    signal input R8x;
    signal input R8y;
    signal input message;

    BabyCheck()(Ax, Ay);
    BabyCheck()(R8x, R8y);

    // S below the subgroup's order.
    signal sBits[253] <== Num2Bits(253)(S);
    component tooLarge = CompConstant(2736030358979909402780800718157159386076813972158567259200215660948447373040);
    for (var i = 0; i < 253; i++) {
        tooLarge.in[i] <== sBits[i];
    }
    tooLarge.in[253] <== 0;
    tooLarge.out === 0;

    signal h <== Hash(5, 0)([R8x, R8y, Ax, Ay, message]);
    signal hBits[254] <== Num2Bits_strict()(h);

    signal (x2, y2) <== BabyDbl()(Ax, Ay);
    signal (x4, y4) <== BabyDbl()(x2, y2);
    signal (x8, y8) <== BabyDbl()(x4, y4);
    // Under a key of small order, 4A = (0, 1) or (0, -1), anybody could sign.
    signal smallOrder <== IsZero()(x4);
    smallOrder === 0;

    signal hA[2] <== EscalarMulAny(254)(hBits, [x8, y8]);
    signal (x, y) <== BabyAdd()(R8x, R8y, hA[0], hA[1]);
    signal sB[2] <== EscalarMulFix(253, BASE8())(sBits);
    sB[0] === x;
    sB[1] === y;
}

// Ephemeral key E = e * Base8 and shared point S = e * P, with e = 2^247 + 2b + 1 and b of 246 bits:
// e is odd, has its top bit set and is below the subgroup's order, so it is never 0 and its bits are
// unique. P must be in the subgroup and not the identity (the node checks it at opening).
template SharedPoint() {
    signal input b;
    signal input P[2];
    signal output E[2];
    signal output S[2];

    signal bBits[246] <== Num2Bits(246)(b);
    // 253 digits although 248 are used: EscalarMulFix splits its windows wrongly for 247 to 249.
    component fixed = EscalarMulFix(253, BASE8());
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
