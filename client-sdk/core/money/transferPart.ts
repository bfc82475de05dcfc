/** One side of a transfer: notes spent, a note for somebody, the change. protocol/core.md, transfer. */
import type { AssetPart } from '@veilgrid/protocol/core/money/exchange';
import {
  type Note,
  noteCommitment,
  transferCircuitInputs,
  transferSignals,
} from '@veilgrid/protocol/core/money/note';
import { ensure } from '@veilgrid/protocol/errors';
import type { WalletContext } from '../../wallet/context.js';
import type { Statement } from '../../wallet/provenTx.js';
import { randomElement } from '../../wallet/random.js';
import type { Address } from './address.js';
import { type NoteBook, type OwnedNote, sumOf } from './noteBook.js';
import { sealTransferMemo } from './transferMemo.js';

export interface PartRequest {
  readonly notes: NoteBook;
  readonly asset: bigint;
  readonly to: Address;
  readonly value: bigint;
  /** Leaves the notes. */
  readonly publicOut: bigint;
  /** What pays, all of it ready; chosen where it is left out. */
  readonly spent?: readonly OwnedNote[];
}

/** A part as it stands in a body, and the statement that its proof is of, once the whole body is known. */
export interface MadePart {
  readonly part: AssetPart;
  readonly statement: (context: bigint) => Statement;
}

/** `value` to `to`, change back to the wallet. @throws ProtocolError NO_NOTE_LARGE_ENOUGH, VALUE_OUT_OF_RANGE */
export function makePart(
  { hasher, keys }: WalletContext,
  { notes, asset, to, value, publicOut, ...chosen }: PartRequest,
): MadePart {
  ensure(value >= 0n && value < 1n << 64n, 'VALUE_OUT_OF_RANGE', { field: 'value' });
  const spent = chosen.spent ?? chooseNotes(notes, asset, value + publicOut);
  const change = sumOf(spent) - value - publicOut;
  const noteTo = ({ ownerPk }: Address, worth: bigint): Note => ({
    asset,
    value: worth,
    ownerPk,
    rho: randomElement(),
  });
  const own: Address = { ownerPk: keys.ownerPk, encPk: keys.encPk };
  const outputs = [noteTo(to, value), noteTo(own, change)] as const;
  const [first, second] = spent.map((note) => notes.spendable(note));
  const inputs = [first ?? notes.zeroNote(asset), second ?? notes.zeroNote(asset)] as const;
  const part = {
    asset,
    noteRoot: notes.root,
    nf: inputs.map(({ nf }) => nf),
    cm: outputs.map((note) => noteCommitment(hasher, note)),
    memo1: sealTransferMemo(to, outputs[0]),
    memo2: sealTransferMemo(own, outputs[1]),
  };
  const statement = (context: bigint) => ({
    inputs: transferCircuitInputs({
      sk: [keys.sk, keys.sk],
      inputs,
      outputs,
      noteRoot: part.noteRoot,
      publicOut,
      context,
    }),
    signals: transferSignals(part, context, publicOut),
  });
  return { part, statement };
}

/** None for nothing; the smallest note that suffices, else the two largest, so that paying also tidies up. */
function chooseNotes(notes: NoteBook, asset: bigint, amount: bigint): readonly OwnedNote[] {
  if (amount === 0n) return [];
  const ready = notes.readyOf(asset);
  const single = ready.findLast((note) => note.value >= amount);
  if (single) return [single];
  const pair = ready.slice(0, 2);
  if (sumOf(pair) < amount) throw notes.refusal({ amount: String(amount) }, asset);
  return pair;
}
