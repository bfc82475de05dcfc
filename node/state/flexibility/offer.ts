/**
 * Sealed offers. The offer statement proves leaf, cells, deposit and ciphertext against the register that the day pinned
 * and the need's bounds; here stand the gate, the tier, one offer a point and day over all needs of the day, and the note
 * that pays; the list is the book's. docs/protocol/flexibility.md, offer.
 */
import { isValidKey } from '@veilgrid/protocol/core/crypto/babyjub';
import { byteList, container, Fr, type Infer, listOf, Money } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { MAX_DELIVERIES } from '@veilgrid/protocol/flexibility/lanes';
import { flexDayOf } from '@veilgrid/protocol/flexibility/need';
import { type OfferNeed, offerMemoBytes, offerSignals } from '@veilgrid/protocol/flexibility/offer';
import { offerBounds } from '@veilgrid/protocol/flexibility/prices';
import { paramsOf } from '@veilgrid/protocol/params';
import { appendEntry, ensureBeforeGate, ensureEntry, entriesOf } from '../core/books/entries.js';
import type { Handler } from '../core/handler.js';
import { moveSupply } from '../core/money/accounts.js';
import { appendNote, ensureMoney, ensureNoteRoot, ensureNotes, spendNote } from '../core/money/notes.js';
import { has, mark, mustRead, page, write } from '../core/record.js';
import type { StateContext, StateView } from '../core/view.js';
import { requireArea } from './areas.js';
import { flexRootOf } from './day.js';
import { keys } from './keys.js';
import { type Need, requireNeed, setStanding, standingOf } from './need.js';
import { offerCount } from './outcome.js';

const FULL = paramsOf('full');

/** An offer as it stands on the ledger: what the operator opens and its household finds again. */
const OfferRecord = container({
  nfOffer: Fr,
  changeCm: Fr,
  c: Fr,
  ephemeralX: Fr,
  ephemeralY: Fr,
  ct: listOf(Fr, FULL.orderWords + 1),
  deposit: Money,
  memo: byteList(offerMemoBytes(FULL)),
});
export type OfferRecord = Infer<typeof OfferRecord>;

/** Offers in order; the steps, which stand before them in the book, are the need's. */
export function listOffers(view: StateView, need: Need, from: number, limit: number): OfferRecord[] {
  return page(offerCount(view, need), from, limit).map((index) =>
    mustRead(view, keys.offer(need.needId, index), OfferRecord),
  );
}

/** What the offer statement takes from the ledger. */
export function offerNeed({ hasher, genesis }: StateContext, view: StateView, of: Need): OfferNeed {
  const { needId, need, book } = of;
  return {
    needId,
    flexDay: flexDayOf(hasher, genesis.chainId, need.day),
    flexRoot: flexRootOf(view, need.day),
    window: need.window,
    up: need.up,
    places: requireArea(view, need.areaId).places,
    maxQty: need.maxQty,
    key: book.key,
    ...offerBounds(need),
  };
}

export const offer: Handler<'offer'> = {
  check(ctx, view, body) {
    const { need, needId, book } = requireNeed(ctx, view, body.needId);
    ensureBeforeGate(ctx, book);
    ensureMoney(body.asset);
    ensure(need.tiers.includes(body.deposit), 'DEPOSIT_NOT_A_TIER', { field: 'deposit' });
    ensure(!has(view, keys.offerNullifier(body.nfOffer)), 'OFFER_EXISTS', { field: 'nfOffer' });
    ensureNoteRoot(view, body.noteRoot);
    ensureNotes(ctx, view, { spent: { nfNote: body.nfNote }, made: { changeCm: body.changeCm } });
    // Each may join the need's group, whose lanes hold so many.
    ensure(entriesOf(view, needId).count < MAX_DELIVERIES, 'OFFERS_FULL');
    ensureEntry(ctx, view, book, body.c);
    const ephemeral = { x: body.ephemeralX, y: body.ephemeralY };
    ensure(isValidKey(ephemeral), 'EPHEMERAL_INVALID', { field: 'ephemeralX' });
  },
  apply(ctx, writer, body) {
    const { needId } = body;
    const index = offerCount(writer, requireNeed(ctx, writer, needId));
    appendEntry(ctx, writer, needId, body.c);
    write(writer, keys.offer(needId, index), OfferRecord, body);
    const standing = standingOf(writer, needId);
    setStanding(writer, needId, { ...standing, deposits: standing.deposits + body.deposit });
    mark(writer, keys.offerNullifier(body.nfOffer));
    spendNote(writer, body.nfNote);
    appendNote(ctx, writer, body.changeCm, 'change');
    moveSupply(writer, { deposits: body.deposit });
  },
  signals(ctx, view, body, context) {
    const need = offerNeed(ctx, view, requireNeed(ctx, view, body.needId));
    return [offerSignals(ctx.genesis.params, body, need, context)];
  },
};
