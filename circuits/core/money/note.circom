pragma circom 2.2.0;

include "lib/hash.circom";
include "lib/tags.circom";

template OwnerPk() {
    signal input sk;
    signal output out;

    out <== Hash(1, TAG_KEY())([sk]);
}

template NoteCommitment() {
    signal input asset;
    signal input value;
    signal input ownerPk;
    signal input rho;
    signal output out;

    out <== Hash(4, TAG_NOTE())([asset, value, ownerPk, rho]);
}

// Commitment and nullifier of a note of `sk`. The nullifier needs no position: a commitment that ever
// existed is refused again.
template SpendNote() {
    signal input sk;
    signal input ownerPk;
    signal input asset;
    signal input value;
    signal input rho;
    signal output cm;
    signal output nf;

    cm <== NoteCommitment()(asset, value, ownerPk, rho);
    nf <== Hash(2, TAG_NF())([sk, cm]);
}
