/** Offers that the ledger refuses, made by wallets that do not mind their own rules. */
import { memoryTxStore } from '@veilgrid/client-sdk';
import { submitBytes } from '@veilgrid/client-sdk/client/submit';
import { Work } from '@veilgrid/client-sdk/core/work';
import { buildOffer } from '@veilgrid/client-sdk/flexibility/offer';
import { offerPlaceOf } from '@veilgrid/client-sdk/flexibility/offerPlace';
import type { FlexOpening } from '@veilgrid/client-sdk/flexibility/opening';
import type { OfferCell } from '@veilgrid/protocol/flexibility/offer';
import type { Refusals } from '../core/refusals.js';
import { untilNotesAreReady } from '../town/town.js';
import type { FlexTown, Member } from './flexTown.js';
import { MAX_QTY } from './terms.js';

export interface WrongOffers {
  readonly town: FlexTown;
  readonly needId: bigint;
  readonly refusals: Refusals;
}

/** Of a device that knows nothing of what the household has offered. @param most Wh that it takes a half hour for */
async function offerAnew(
  { town, needId }: WrongOffers,
  { keys, wallet }: Member,
  opening: FlexOpening,
  cells: readonly OfferCell[],
  most: number,
): Promise<Uint8Array> {
  const ctx = { ...town.access, keys };
  await wallet.sync();
  const place = await offerPlaceOf(new Work(ctx, memoryTxStore()), needId, { opening });
  const { need } = place.need.opening;
  const believed = { ...place.need, opening: { ...place.need.opening, need: { ...need, maxQty: most } } };
  return buildOffer(ctx, { ...place, need: believed }, cells, wallet.notes);
}

/** A true proof of more than may be accepted of one home. */
export async function offerTooMuch(wrong: WrongOffers, home: Member, opening: FlexOpening): Promise<void> {
  const most = MAX_QTY + 1;
  const cells = home.house.cells.map((cell) => ({ ...cell, qty: cell.qty && most }));
  const bytes = await offerAnew(wrong, home, opening, cells, most);
  await wrong.refusals.expect('an offer of a Wh above maxQty', 'PROOF_INVALID', () =>
    submitBytes(wrong.town.access.api, bytes),
  );
}

/**
 * The home takes another leaf, but the day's register is pinned: whichever it offers by is one and the same.
 * @returns the second offer, to be sent again after the gate
 */
export async function offerTwice(
  wrong: WrongOffers,
  home: Member,
  opening: FlexOpening,
  rotate: () => Promise<unknown>,
): Promise<Uint8Array> {
  await rotate();
  await untilNotesAreReady(wrong.town);
  const cells = home.house.cells.map((cell) => ({ ...cell, level: cell.qty && cell.level + 1 }));
  const bytes = await offerAnew(wrong, home, opening, cells, MAX_QTY);
  await wrong.refusals.expect('a second offer of a home that has rotated its leaf', 'OFFER_EXISTS', () =>
    submitBytes(wrong.town.access.api, bytes),
  );
  return bytes;
}

export async function offerAfterGate({ town, refusals }: WrongOffers, bytes: Uint8Array): Promise<void> {
  await refusals.expect('an offer after the gate', 'GATE_CLOSED', () => submitBytes(town.access.api, bytes));
}
