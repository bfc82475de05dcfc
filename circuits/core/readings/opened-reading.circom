pragma circom 2.2.0;

include "core/readings/reading.circom";
include "lib/merkle8.circom";
include "lib/packing.circom";

// The reading of this position and day that stands under root; not demanded where weight is 0. The point that settled it
// is free: keys rotate, the position stays. Expects position and day below 2^32.
template OpenedReading(K, DEPTH) {
    var RW = wordCount(K, 4);

    signal input chainId;
    signal input position;
    signal input day;
    signal input status;
    signal input words[RW];
    signal input totals;
    signal input readPoint;
    signal input salt2;
    signal input path[DEPTH][8];
    signal input root;
    signal input weight;

    signal message <== WordsMessage(RW)(chainId, position, day, status, words);
    signal R <== ReadingCommitment()(message, totals, readPoint, salt2);
    Merkle8(DEPTH)(R, path, root, weight);
}
