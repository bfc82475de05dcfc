pragma circom 2.2.0;

include "core/money/note.circom";
include "lib/merkle8.circom";
include "lib/range.circom";

/*
Transfer: two notes in, two notes out, an optional public value out.

Statement: the prover knows the key of each input note, not necessarily the same; both stand under `noteRoot` (a note of value 0
need not); the outputs and `publicOut` are worth exactly the inputs.

Parameters
  NOTE_DEPTH    depth of the note tree
Public
  nf[2]         out: nullifiers of the inputs
  cm[2]         out: commitments of the outputs
  context       digest of the transaction; binds the proof to every public field of it
  noteRoot      a root of the note tree
  asset         asset of all four notes
  publicOut     value that leaves the notes: fee plus redeemed
Private
  sk[2], inValue[2], inRho[2], inPath[2][NOTE_DEPTH][8]
  outValue[2], outOwnerPk[2], outRho[2]
Checks
  1. nf_i = H(NF, sk_i, cm_i) with cm_i = H(NOTE, asset, inValue_i, H(KEY, sk_i), inRho_i)
  2. cm_i under noteRoot by inPath_i, unless inValue_i = 0: a note of value 0 brings nothing in, and
     nothing but its membership is skipped
  3. every value is below 2^64
  4. inValue_0 + inValue_1 = outValue_0 + outValue_1 + publicOut (no wrap: five 64-bit numbers)
  5. outputs cm_i = H(NOTE, asset, outValue_i, outOwnerPk_i, outRho_i)
Preconditions (the node): noteRoot is or was a root of its tree; nullifiers and commitments are new, and
differ across the whole transaction, which may have several proofs.
*/
template Transfer(NOTE_DEPTH) {
    signal input context;
    signal input noteRoot;
    signal input asset;
    signal input publicOut;

    signal input sk[2];
    signal input inValue[2];
    signal input inRho[2];
    signal input inPath[2][NOTE_DEPTH][8];
    signal input outValue[2];
    signal input outOwnerPk[2];
    signal input outRho[2];

    signal output nf[2];
    signal output cm[2];

    Bind()(context);

    signal ownerPk[2];
    signal inCm[2];
    for (var i = 0; i < 2; i++) {
        // 1
        ownerPk[i] <== OwnerPk()(sk[i]);
        (inCm[i], nf[i]) <== SpendNote()(sk[i], ownerPk[i], asset, inValue[i], inRho[i]);
        // 2
        Merkle8(NOTE_DEPTH)(inCm[i], inPath[i], noteRoot, inValue[i]);
        // 3
        Range(64)(inValue[i]);
        Range(64)(outValue[i]);
        // 5
        cm[i] <== NoteCommitment()(asset, outValue[i], outOwnerPk[i], outRho[i]);
    }
    // 3
    Range(64)(publicOut);
    // 4
    inValue[0] + inValue[1] === outValue[0] + outValue[1] + publicOut;
}
