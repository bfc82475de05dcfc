pragma circom 2.2.0;

include "core/money/note.circom";
include "lib/range.circom";

/*
Issue: a new note of public value and asset, whose owner stays hidden.

Statement: the prover knows an owner and a blinding under which `cm` is a note of exactly `asset` and `value`.

Parameters    none
Public
  cm            out: commitment of the new note
  context       digest of the transaction; binds the proof to every public field of it
  asset         of the note
  value         of the note
Private
  ownerPk, rho
Checks
  1. cm = H(NOTE, asset, value, ownerPk, rho)
Preconditions (the node): value is a u64 of the transaction or of the state and above 0, so it needs no range here;
the asset's supply stays below 2^64; cm is new and not 0. Nothing else is bound to the owner: whoever must be
somebody brings a statement of its own.
*/
template Issue() {
    signal input context;
    signal input asset;
    signal input value;

    signal input ownerPk;
    signal input rho;

    signal output cm;

    Bind()(context);

    // 1
    cm <== NoteCommitment()(asset, value, ownerPk, rho);
}
