pragma circom 2.2.0;

include "lib/hash.circom";
include "lib/packing.circom";
include "lib/range.circom";
include "lib/tags.circom";

// M = H(READ, chainId, position + 2^32 * day + 2^64 * status, words): what the meter signs. Expects position and day below
// 2^32; status is a bit, so that none of the three can make up for another.
template WordsMessage(WORDS) {
    signal input chainId;
    signal input position;
    signal input day;
    signal input status;
    signal input words[WORDS];
    signal output out;

    Bit()(status);
    component h = Hash(WORDS + 2, TAG_READ());
    h.in[0] <== chainId;
    h.in[1] <== position + (1 << 32) * day + (1 << 64) * status;
    for (var w = 0; w < WORDS; w++) {
        h.in[w + 2] <== words[w];
    }
    out <== h.out;
}

// M of a day's values. A pair is import + 2^30 * export, four pairs a word, 60 bits apart; the 24-bit checks make it one
// unpacking.
template ReadingMessage(K) {
    signal input chainId;
    signal input position;
    signal input day;
    signal input status;
    signal input imp[K];
    signal input exp[K];
    signal output out;

    component pack = Pack(K, 4, 60);
    for (var k = 0; k < K; k++) {
        Range(24)(imp[k]);
        Range(24)(exp[k]);
        pack.in[k] <== imp[k] + (1 << 30) * exp[k];
    }
    out <== WordsMessage(wordCount(K, 4))(chainId, position, day, status, pack.words);
}

// R = H(READC, M, totals, point, salt2): the leaf of a readings' tree, hidden by salt2.
template ReadingCommitment() {
    signal input message;
    signal input totals;
    signal input point;
    signal input salt2;
    signal output out;

    out <== Hash(4, TAG_READC())([message, totals, point, salt2]);
}
