/** The opening of a need: what is fixed there, and what opening refuses. docs/protocol/flexibility.md, openNeed. */
import { hash } from '@veilgrid/protocol/core/crypto/hash';
import { ensure, fail } from '@veilgrid/protocol/errors';
import type { Area } from '@veilgrid/protocol/flexibility/area';
import { FLEXIBILITY_LOG } from '@veilgrid/protocol/flexibility/log';
import type { NeedStep, OpenNeedBody } from '@veilgrid/protocol/flexibility/need';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { ARITY, MIN_GROUP } from '@veilgrid/protocol/params';
import { TAGS } from '@veilgrid/protocol/tags';
import { putGroup } from '../core/groups.js';
import type { Ledger } from '../core/ledger.js';
import { enterLog } from '../core/log.js';
import { move } from '../core/money.js';
import { groupAt, pointsOfDay } from '../core/points.js';
import { chunksOf } from '../core/readings.js';
import { openBook } from '../core/sealedBooks.js';
import type { AuctionBook } from '../market/book.js';
import { listedDays } from './baseline.js';
import { auctionsIn, type FlexibilityLedger, type FlexibilityRule } from './book.js';
import { checkPrices, checkQuantities } from './bounds.js';
import { callTimes, days, startOfDay } from './calendar.js';
import { checkInflation } from './inflation.js';
import { buyerLock, roleLock } from './prices.js';
import { chunkRoom, listedAuctions } from './readRoots.js';
import { pinnedRegister } from './register.js';

const LEAST_LEAD = 1800;
/** Of the log and of terms, in every profile. */
export const DAYS_SHOWN = 10;
const PER_WORD = 5;

export const openNeed: FlexibilityRule<'openNeed'> = (ledger, terms) => {
  const { books, genesis, hasher, time } = ledger;
  const { chainId, params, roleBond } = genesis;
  const { day } = terms;
  const area = books.areas.get(terms.areaId);
  if (!area) throw fail('AREA_UNKNOWN', { field: 'areaId' });
  const id = hash(hasher, TAGS.NEED, [chainId, BigInt(area.areaId), BigInt(day)]);
  ensure(!books.needs.has(id), 'NEED_EXISTS', { field: 'day' });
  checkQuantities(params, terms);
  checkPrices(terms);
  const auctions = openAuctions(ledger, area, day);
  const refs = referenced(ledger, terms, area);
  checkTimes(ledger, terms, auctions, refs);
  const listed = listedDays(ledger, terms, area);
  checkSize(ledger, area, auctions, listed);
  checkInflation(ledger, terms, area, listed);
  const lock = roleLock(roleBond, terms);
  const book = { ...terms, id, lock, minGroup: MIN_GROUP + terms.steps.length, hides: 1 } as const;
  const sealed = openBook(ledger, book, terms.steps.map(entryOf(ledger, id)));
  const locked = buyerLock(terms);
  move(books, 'dso', 'bonds', locked);
  books.needs.set(id, {
    id,
    terms,
    openedAt: time,
    area,
    sealed,
    flexRoot: pinnedRegister(ledger, day),
    auctions: auctions.map((auction) => auction.id),
    days: listed,
    lock: locked,
    deposits: 0n,
    late: { count: 0, paid: 0n },
    called: 0n,
    deliveries: new Map(),
  });
  const series = hash(hasher, TAGS.NEED, [chainId, BigInt(area.areaId)]);
  putGroup(ledger, { id, rules: 'deliveries', series, freezes: terms.deliverEnd, zone: 0, day: 0 });
  const shown = Array.from({ length: DAYS_SHOWN }, (_, i) => listed[i] ?? 0);
  enterLog(books, FLEXIBILITY_LOG.baseline, {
    needId: id,
    n: listed.length,
    days: shown,
    auctions: auctions.map((auction) => auction.id),
  });
};

/** The buyer's order of a step, as everybody can compute it. */
function entryOf({ genesis: { params }, hasher }: Ledger, id: bigint) {
  return ({ qty, level }: NeedStep, s: number): bigint => {
    const words = Array<bigint>(params.orderWords).fill(0n);
    qty.forEach((wh, k) => {
      const cell = 2n * BigInt(level[k]!) + 2n ** 20n * BigInt(wh);
      words[Math.floor(k / PER_WORD)]! += cell * 2n ** (50n * BigInt(k % PER_WORD));
    });
    return hash(hasher, TAGS.ORDER, [id, ...words, BigInt(s + 1)]);
  };
}

/** Those of the day in the area; in each of its zones one at least that may still be ordered in. */
function openAuctions({ books }: FlexibilityLedger, { zones }: Area, day: number): AuctionBook[] {
  const auctions = auctionsIn(books, zones, day);
  for (const zone of zones) {
    const open = auctions.some(({ terms, sealed }) => terms.zone === zone && sealed.outcome === 'open');
    ensure(open, 'AUCTION_MISSING', { zone });
  }
  return auctions;
}

/** Auctions of the refs, of whose zones no area buys anything that day. */
function referenced(ledger: FlexibilityLedger, { day, refs }: OpenNeedBody, area: Area): AuctionBook[] {
  const { books, genesis, hasher } = ledger;
  const invalid = { field: 'refs' };
  const beside = [...books.needs.values()].filter(({ terms }) => terms.day === day);
  const bought = new Set([area, ...beside.map((need) => need.area)].flatMap(({ zones }) => zones));
  const shown = new Set(beside.flatMap(({ terms }) => terms.refs.map(({ zone }) => zone)));
  ensure(!area.zones.some((zone) => shown.has(zone)), 'REFERENCE_INVALID', { field: 'areaId' });
  const named = new Set(refs.map(({ zone, tariffId }) => `${zone} ${tariffId}`));
  ensure(named.size === refs.length, 'REFERENCE_INVALID', invalid);
  return refs.map(({ zone, tariffId }) => {
    const auction = books.auctions.get(auctionIdOf(hasher, genesis.chainId, { zone, tariffId, day }));
    if (!auction || bought.has(zone)) throw fail('REFERENCE_INVALID', invalid);
    return auction;
  });
}

function checkTimes(
  { genesis, time }: FlexibilityLedger,
  terms: OpenNeedBody,
  auctions: readonly AuctionBook[],
  refs: readonly AuctionBook[],
): void {
  const { windows, json, params } = genesis;
  const { gate, release, close, deliverFrom, deliverEnd, publish } = terms;
  const [firstCall] = callTimes(params.K, terms);
  const week = json.production ? days(7) : 0n;
  const settled = BigInt(windows.settleEnd);
  const holds: readonly (readonly [field: string, holds: boolean])[] = [
    ['gate', gate >= time + BigInt(windows.gate)],
    ['release', release >= gate + BigInt(windows.release)],
    ['close', close >= release + BigInt(windows.close)],
    ['callLead', terms.callLead >= LEAST_LEAD],
    ['close', close < firstCall],
    ['day', startOfDay(terms.day) <= time + BigInt(windows.ahead)],
    ['deliverFrom', auctions.every((auction) => deliverFrom >= auction.terms.settleEnd)],
    ['deliverFrom', refs.every((ref) => deliverFrom >= ref.terms.publish + days(2))],
    ['deliverEnd', deliverEnd >= deliverFrom + (week > settled ? week : settled)],
    ['publish', publish >= deliverEnd],
  ];
  for (const [field, held] of holds) ensure(held, 'NEED_TIMES_INVALID', { field });
}

/** All readings of a day fit under one root. */
function checkSize(
  ledger: FlexibilityLedger,
  { zones }: Area,
  auctions: readonly AuctionBook[],
  listed: readonly number[],
): void {
  const { books, genesis, time } = ledger;
  const size = ARITY ** genesis.params.chunkDepth;
  const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
  const ownDay = auctions.map(({ terms }) => {
    const { changes } = pointsOfDay(books, terms.day);
    return Math.ceil(groupAt(books, terms, changes).length / size);
  });
  const days = listed.map((day) =>
    listedAuctions(ledger, zones, day, time).map((id) => chunksOf(ledger, id).length),
  );
  for (const chunks of [ownDay, ...days]) ensure(total(chunks) <= chunkRoom(ledger), 'AREA_TOO_LARGE');
}
