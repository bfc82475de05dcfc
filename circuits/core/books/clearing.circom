pragma circom 2.2.0;

include "lib/hash.circom";
include "lib/packing.circom";
include "lib/range.circom";
include "lib/tags.circom";

// out = (in > 0), for 0 <= in <= 2^BITS (proven). Unlike a zero test by inverse it leaves the prover no
// free hint, and it bounds `in` at the same price.
template Positive(BITS) {
    signal input in;
    signal output out;

    out <-- in != 0 ? 1 : 0;
    Bit()(out);
    (1 - out) * in === 0;
    Range(BITS)(in - out);
}

// What the operator fixes for a day, per period: lowest and highest balanced level, rationing margin at
// L and the rationed side (0 buys, 1 sells). Packed L + 2^16 * H + 2^32 * lambda + 2^56 * rationed, four a
// word, 60 bits apart. The slots have no headroom: whoever packs must have checked every range, here.
template ClearingParameters(K) {
    signal input L[K];
    signal input H[K];
    signal input lambda[K];
    signal input rationed[K];
    signal output wide[K]; // L < H
    signal output words[wordCount(K, 4)];

    component pack = Pack(K, 4, 60);
    for (var k = 0; k < K; k++) {
        Range(16)(L[k]);
        Range(16)(H[k]);
        Range(24)(lambda[k]);
        Bit()(rationed[k]);
        wide[k] <== Positive(16)(H[k] - L[k]);
        pack.in[k] <== L[k] + (1 << 16) * H[k] + (1 << 32) * lambda[k] + (1 << 56) * rationed[k];
    }
    words <== pack.words;
}

// H(CLR, salt, sums, count, parameters): what one batch hands to the next. The salt hides the sums.
template ClearingState(K) {
    var CW = wordCount(7 * K, 5);
    var PW = wordCount(K, 4);
    signal input salt;
    signal input sums[CW];
    signal input count;
    signal input parameters[PW];
    signal output out;

    component h = Hash(CW + PW + 2, TAG_CLR());
    h.in[0] <== salt;
    for (var w = 0; w < CW; w++) {
        h.in[w + 1] <== sums[w];
    }
    h.in[CW + 1] <== count;
    for (var w = 0; w < PW; w++) {
        h.in[CW + 2 + w] <== parameters[w];
    }
    out <== h.out;
}
