/** Paying and redeeming. protocol/core.md, transfer. */
import { ensure } from '@veilgrid/protocol/errors';
import { MONEY } from '@veilgrid/protocol/params';
import type { WalletContext } from '../../wallet/context.js';
import { provenTx } from '../../wallet/provenTx.js';
import type { Address } from './address.js';
import type { NoteBook, OwnedNote } from './noteBook.js';
import { makePart } from './transferPart.js';

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
  ensure(redeemed >= 0n && redeemed < 1n << 64n, 'VALUE_OUT_OF_RANGE', { field: 'redeemed' });
  const publicOut = ctx.genesis.transferFee + redeemed;
  const { part, statement } = makePart(ctx, { ...chosen, notes, asset: MONEY, to, value, publicOut });
  const body = { ...part, redeemed, payoutReference };
  return provenTx(ctx, 'transfer', body, (context) => [statement(context)]);
}
