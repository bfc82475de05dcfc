pragma circom 2.2.0;

include "lib/hash.circom";
include "lib/packing.circom";
include "lib/range.circom";
include "lib/tags.circom";

// A cell's value side + 2 * level + 2^20 * qty stands five to a word, 50 bits apart. Cells need 44 bits
// and the level's slot 18: the headroom lets the clearing unpack and compare in one range check.
template PackCells(K) {
    signal input side[K];
    signal input level[K];
    signal input qty[K];
    signal output words[wordCount(K, 5)];

    component pack = Pack(K, 5, 50);
    for (var k = 0; k < K; k++) {
        pack.in[k] <== side[k] + 2 * level[k] + (1 << 20) * qty[k];
    }
    words <== pack.words;
}

// Well-formed cells: side 1 bit, level 16 bits, qty 24 bits; so their words have one unpacking.
template CheckCells(K) {
    signal input side[K];
    signal input level[K];
    signal input qty[K];

    for (var k = 0; k < K; k++) {
        Bit()(side[k]);
        Range(16)(level[k]);
        Range(24)(qty[k]);
    }
}

// inner = H(INNER, ownerPk, point, deposit, salt): what the operator sees instead of the owner.
template OrderInner() {
    signal input ownerPk;
    signal input point;
    signal input deposit;
    signal input salt;
    signal output out;

    out <== Hash(4, TAG_INNER())([ownerPk, point, deposit, salt]);
}

// c = H(ORDER, auctionId, words, inner)
template OrderCommitment(WORDS) {
    signal input auctionId;
    signal input words[WORDS];
    signal input inner;
    signal output out;

    component h = Hash(WORDS + 2, TAG_ORDER());
    h.in[0] <== auctionId;
    for (var w = 0; w < WORDS; w++) {
        h.in[w + 1] <== words[w];
    }
    h.in[WORDS + 1] <== inner;
    out <== h.out;
}
