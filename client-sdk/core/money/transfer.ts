/** Paying and redeeming. protocol/core.md, transfer. */
import {
  type Note,
  noteCommitment,
  transferCircuitInputs,
  transferSignals,
} from '@veilgrid/protocol/core/money/note';
import { ensure } from '@veilgrid/protocol/errors';
import { MONEY } from '@veilgrid/protocol/params';
import type { WalletContext } from '../../wallet/context.js';
import { provenTx } from '../../wallet/provenTx.js';
import { randomElement } from '../../wallet/random.js';
import type { Address } from './address.js';
import type { NoteBook, OwnedNote } from './noteBook.js';
import { sealTransferMemo } from './transferMemo.js';

export interface TransferRequest {
  readonly notes: NoteBook;
  readonly to: Address;
  readonly value: bigint;
  /** Leaves the ledger, beside the flat fee. */
  readonly redeemed: bigint;
  /** 32 bytes the issuer pays out by; zeros when nothing is redeemed. */
  readonly payoutReference: Uint8Array;
  /** What pays, all of it ready; chosen where it is left out. */
  readonly spent?: Spent;
}

type Spent = readonly [OwnedNote] | readonly [OwnedNote, OwnedNote];

/** A proven transfer of `value` to `to`, change back to the wallet. @throws ProtocolError NO_NOTE_LARGE_ENOUGH */
export async function buildTransfer(
  ctx: WalletContext,
  { notes, to, value, redeemed, payoutReference, ...chosen }: TransferRequest,
): Promise<Uint8Array> {
  const { hasher, genesis, keys } = ctx;
  const amount = (x: bigint, field: string) =>
    ensure(x >= 0n && x < 1n << 64n, 'VALUE_OUT_OF_RANGE', { field });
  amount(value, 'value');
  amount(redeemed, 'redeemed');
  const publicOut = genesis.transferFee + redeemed;
  const spent = chosen.spent ?? chooseNotes(notes, value + publicOut);
  const paid = spent[0].value + (spent[1]?.value ?? 0n);
  const change = paid - value - publicOut;
  const noteTo = (owner: Address, worth: bigint): Note => ({
    asset: MONEY,
    value: worth,
    ownerPk: owner.ownerPk,
    rho: randomElement(),
  });
  const own: Address = { ownerPk: keys.ownerPk, encPk: keys.encPk };
  const outputs = [noteTo(to, value), noteTo(own, change)] as const;
  const first = notes.spendable(spent[0]);
  const second = spent[1] ? notes.spendable(spent[1]) : notes.zeroNote();
  const body = {
    nf: [first.nf, second.nf],
    cm: outputs.map((note) => noteCommitment(hasher, note)),
    noteRoot: notes.root,
    asset: MONEY,
    redeemed,
    payoutReference,
    memo1: sealTransferMemo(to, outputs[0]),
    memo2: sealTransferMemo(own, outputs[1]),
  };
  return provenTx(ctx, 'transfer', body, (context) => ({
    inputs: transferCircuitInputs({
      sk: keys.sk,
      inputs: [first, second],
      outputs,
      noteRoot: body.noteRoot,
      publicOut,
      context,
    }),
    signals: transferSignals(body, context, genesis.transferFee),
  }));
}

/** The smallest note that suffices, else the two largest, so that paying also tidies up. */
function chooseNotes(notes: NoteBook, amount: bigint): Spent {
  const { ready } = notes;
  const single = ready.findLast((note) => note.value >= amount);
  if (single) return [single];
  const [first, second] = ready;
  if (!first || !second || first.value + second.value < amount) {
    throw notes.refusal({ amount: String(amount) });
  }
  return [first, second];
}
