/** Whether a point may offer under a need, from what the chain shows. docs/protocol/flexibility.md "What a wallet does". */
import { ensure, fail } from '@veilgrid/protocol/errors';
import { flexLeaf } from '@veilgrid/protocol/flexibility/register';
import type { Address } from '../core/money/address.js';
import { PointHistory } from '../core/points/dayPoints.js';
import type { Work } from '../core/work.js';
import { fetchDayRegister } from './dayRegister.js';
import { ensureFairOpening } from './fairOpening.js';
import { fetchNeed } from './need.js';
import { fetchNeedAuctions } from './needAuctions.js';
import type { OfferPlace } from './offer.js';
import { type FlexOpening, keptOpenings } from './opening.js';
import { ownBaseline } from './ownBaseline.js';

/** For which point is offered, and for whom. */
export interface OfferChoice {
  /** May be left out by a wallet that keeps one opening in the day's register. */
  readonly position?: number;
  /** Of the leaf; default: a kept one. */
  readonly opening?: FlexOpening;
  /** Of the household, where somebody else offers for it. */
  readonly to?: Address;
}

/**
 * Facts and whole lists first, and only then what is the household's own.
 * @throws ProtocolError NEED_UNKNOWN, FACT_INVALID, NEED_QUANTITY_INVALID, NEED_PRICES_INVALID, NEED_TIMES_INVALID, ROOT_MISMATCH, GATE_CLOSED; POSITION_EMPTY and POINT_NOT_PINNED where
 * no such leaf stands in the day's register; PLACE_OUTSIDE, BASELINE_DAY_MISSING; AUCTION_UNKNOWN where the point settles its day in none
 * of the need's auctions
 */
export async function offerPlaceOf(
  work: Work,
  needId: bigint,
  { position, opening: given, to }: OfferChoice,
): Promise<OfferPlace> {
  const { ctx, store } = work;
  const { hasher, keys } = ctx;
  const trusted = await fetchNeed(ctx, needId);
  const { entry, opening: of } = trusted;
  const auctions = await fetchNeedAuctions(ctx, trusted);
  ensureFairOpening(ctx.genesis, of, auctions);
  const history = await PointHistory.fetch(ctx);
  const day = await history.ofDay(entry.day);
  const { tree: register, final } = await fetchDayRegister(ctx, entry);
  const { time } = await work.ground([...trusted.finals, day.final, final]);
  ensure(time < of.need.gate, 'GATE_CLOSED', { gate: String(of.need.gate) });

  const stands = (each: FlexOpening) => register.leaf(each.position) === flexLeaf(hasher, each);
  const mine = (each: FlexOpening) =>
    each.offerPk === keys.ownerPk && (position === undefined || each.position === position);
  const kept = given ? [given] : (await keptOpenings(store)).filter((each) => mine(each) && stands(each));
  const [opening] = kept;
  if (!opening || kept.length > 1)
    throw fail('POSITION_EMPTY', { field: 'position', candidates: kept.length });
  ensure(mine(opening), 'VALUE_OUT_OF_RANGE', { field: 'offerPk' });
  ensure(stands(opening), 'POINT_NOT_PINNED', { field: 'leaf' });
  const { place } = opening;
  ensure(of.area.places.includes(place), 'PLACE_OUTSIDE', { field: 'place', place });
  const point = day.points.get(opening.position);
  const here = auctions.some(({ zone, tariffId }) => zone === point?.zone && tariffId === point.tariffId);
  if (!point || point.revoked || !here) throw fail('AUCTION_UNKNOWN', { field: 'auctions' });
  const own = point.ownerPk === keys.ownerPk;
  ensure(own || to?.ownerPk === point.ownerPk, 'VALUE_OUT_OF_RANGE', { field: 'to' });
  if (own) {
    const { missing } = await ownBaseline(ctx, trusted, opening.position);
    ensure(missing.length === 0, 'BASELINE_DAY_MISSING', { field: 'days', days: missing.join() });
  }
  const encPk = own ? keys.encPk : to!.encPk;
  return { need: trusted, opening, flexPath: register.path(opening.position), encPk };
}
