pragma circom 2.2.0;

include "lib/hash.circom";
include "lib/packing.circom";
include "lib/range.circom";
include "lib/tags.circom";

// M = H(READ, chainId, position + 2^32 * day + 2^64 * status, words): what the meter signs. A pair is
// import + 2^30 * export, four pairs a word, 60 bits apart; the 24-bit checks make it one unpacking.
template ReadingMessage(K) {
    var RW = wordCount(K, 4);
    signal input chainId;
    signal input position;
    signal input day;
    signal input status;
    signal input imp[K];
    signal input exp[K];
    signal output out;

    Bit()(status);
    component pack = Pack(K, 4, 60);
    for (var k = 0; k < K; k++) {
        Range(24)(imp[k]);
        Range(24)(exp[k]);
        pack.in[k] <== imp[k] + (1 << 30) * exp[k];
    }
    component h = Hash(RW + 2, TAG_READ());
    h.in[0] <== chainId;
    h.in[1] <== position + (1 << 32) * day + (1 << 64) * status;
    for (var w = 0; w < RW; w++) {
        h.in[w + 2] <== pack.words[w];
    }
    out <== h.out;
}
