pragma circom 2.2.0;

include "lib/hash.circom";
include "lib/tags.circom";

// A member of a need's group: the tags that A and B know its point by, and what hides its words of money and of owed.
template Member() {
    signal input needId;
    signal input terms;
    signal input kA;
    signal input kB;
    signal output tagA;
    signal output tagB;
    signal output money;
    signal output owed;

    signal ownA[1] <== Squeeze(3, 1, TAG_TAGA())([kA, needId, 0]);
    signal ownB[1] <== Squeeze(3, 1, TAG_TAGB())([kB, needId, 0]);
    tagA <== ownA[0];
    tagB <== ownB[0];
    signal lastA[3] <== Squeeze(3, 3, TAG_LASTA())([kA, terms, 0]);
    signal lastB[3] <== Squeeze(3, 3, TAG_LASTB())([kB, terms, 0]);
    money <== lastA[0] + lastB[0];
    owed <== lastA[2] + lastB[2];
}
