/** A day's offer: on disk before it is sent, and the same one however often it is asked for. */
import { hex } from '@veilgrid/protocol/core/crypto/field';
import type { Note } from '@veilgrid/protocol/core/money/note';
import { ensure, fail, hasCode } from '@veilgrid/protocol/errors';
import type { OfferCell } from '@veilgrid/protocol/flexibility/offer';
import { decodeTx, type TxOf } from '@veilgrid/protocol/tx';
import { type OnTransfer, payOrMerge } from '../core/money/mergeNotes.js';
import { Merging } from '../core/money/merging.js';
import type { Work } from '../core/work.js';
import type { WalletContext } from '../wallet/context.js';
import { findInclusion } from '../wallet/inclusion.js';
import { neverTaken } from '../wallet/neverTaken.js';
import { keptVersions } from '../wallet/txStore.js';
import { buildOffer, type OfferPlace, offerChange, offerParts, plainCells } from './offer.js';

/** How the names of all kept offers begin. */
const OFFERS = 'flex-offer-';

/** An offer as whoever made it knows it. */
export interface PlacedOffer {
  readonly needId: bigint;
  readonly position: number;
  readonly cells: readonly OfferCell[];
  /** A public tier, 1e-8 currency. */
  readonly deposit: bigint;
  readonly salt: bigint;
  /** The leaf in the need's book. */
  readonly c: bigint;
  /** What was left of the note that paid the deposit. */
  readonly change: Note;
}

/**
 * The offer that stands; else the one last kept, sent again as it is; else a new one, with what was kept set aside. A
 * point has one a day over all needs, so it is kept under that, whichever need it is of.
 * @returns what is waited for where notes are being merged, and no offer is kept yet
 * @throws ProtocolError OFFER_EXISTS where an own offer of other cells or another need stands; FACT_INVALID; and those of `buildOffer`
 */
export async function placeOffer(
  work: Work,
  place: OfferPlace,
  asked: readonly OfferCell[],
  onTransfer?: OnTransfer,
): Promise<PlacedOffer | Merging> {
  const { ctx, store } = work;
  const cells = plainCells(asked);
  const parts = offerParts(ctx, place, cells);
  const prefix = `${OFFERS}${hex(parts.nfOffer)}-`;
  const placed = { ...parts, cells, position: place.opening.position };
  const same = (bytes: Uint8Array) => bodyOf(ctx, bytes).c === parts.c;
  const kept = await keptVersions(store, prefix);
  for (const bytes of kept) {
    if (!(await findInclusion(ctx, bytes))) continue;
    ensure(same(bytes), 'OFFER_EXISTS', { field: 'cells' });
    return send(work, placed, bytes);
  }
  const last = kept.at(-1);
  if (last && same(last)) {
    try {
      return await send(work, placed, last);
    } catch (error) {
      if (!neverTaken(error)) throw error;
    }
  }
  await work.syncToSpend();
  const name = prefix + kept.length;
  const payment = {
    asked: parts.deposit,
    inputs: 1,
    what: { deposit: String(parts.deposit) },
    before: place.need.opening.need.gate,
  } as const;
  const build = () => buildOffer(ctx, place, cells, work.notes);
  const built = await payOrMerge(work, payment, build, onTransfer);
  if (built instanceof Merging) return built;
  const bytes = await store.keep(name, built);
  // Of two processes with one store the first one's offer is kept.
  ensure(same(bytes), 'OFFER_EXISTS', { field: 'cells' });
  await store.setAside(prefix, name);
  return send(work, placed, bytes);
}

/** Nullifiers of unspent notes of kept offers whose gate has not closed. */
export async function promisedToOffers({ ctx, store, notes }: Work): Promise<bigint[]> {
  const unspent = new Set(notes.unspent.map(({ nf }) => nf));
  const promised: bigint[] = [];
  for (const name of await store.names(OFFERS)) {
    const bytes = await store.find(name);
    const body = bytes && bodyOf(ctx, bytes);
    if (body && unspent.has(body.nfNote) && (await isOpen({ ctx, notes }, body.needId))) {
      promised.push(body.nfNote);
    }
  }
  return promised;
}

/** By the node's word: by lying it keeps notes from being merged, or has an offer built anew. */
async function isOpen({ ctx, notes }: Pick<Work, 'ctx' | 'notes'>, needId: bigint): Promise<boolean> {
  try {
    const { gate } = await ctx.api.need({ params: { needId } });
    return gate > (notes.under?.now ?? 0n);
  } catch (error) {
    if (hasCode(error, 'NEED_UNKNOWN')) return false;
    throw error;
  }
}

async function send(
  work: Work,
  { needId, position, cells, deposit, salt, c }: Omit<PlacedOffer, 'change'>,
  bytes: Uint8Array,
): Promise<PlacedOffer> {
  const { ctx, notes } = work;
  const { nfNote } = bodyOf(ctx, bytes);
  if (!notes.ever.some(({ nf }) => nf === nfNote)) await work.sync();
  const spent = notes.ever.find(({ nf }) => nf === nfNote);
  if (!spent) throw fail('FACT_INVALID', { field: 'notes', fact: 'noteRoot' });
  const change = offerChange(ctx, spent, deposit);
  notes.expect(change);
  await work.submitKept(bytes);
  return { needId, position, cells, deposit, salt, c, change };
}

function bodyOf({ genesis }: Pick<WalletContext, 'genesis'>, bytes: Uint8Array): TxOf<'offer'>['body'] {
  return (decodeTx(genesis.profile, bytes) as TxOf<'offer'>).body;
}
