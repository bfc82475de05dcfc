pragma circom 2.2.0;

include "hash.circom";
include "merkle8.circom";
include "tags.circom";

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

// The nullifier of a note of `sk` and the root under which `path` places it. The caller compares the
// root. The nullifier needs no position: a commitment that ever existed is refused again.
template SpendNote(DEPTH) {
    signal input sk;
    signal input ownerPk;
    signal input asset;
    signal input value;
    signal input rho;
    signal input path[DEPTH][8];
    signal output nf;
    signal output root;

    signal cm <== NoteCommitment()(asset, value, ownerPk, rho);
    nf <== Hash(2, TAG_NF())([sk, cm]);
    root <== Merkle8(DEPTH)(cm, path);
}
