/** What claims and deliveries are built on: prices, terms, and their signals. docs/protocol/flexibility.md "Terms". */
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { bytesToBigInt } from '@veilgrid/protocol/core/crypto/field';
import type { Bodies } from '@veilgrid/protocol/kinds';
import { MONEY } from '@veilgrid/protocol/params';
import { littleEndian } from '../core/littleEndian.js';
import { entryCount } from '../core/sealedBooks.js';
import { rootOf } from '../core/tree.js';
import { endedInTime } from './baseline.js';
import { type Factor, type FlexibilityLedger, isSet, isVoid, type NeedBook, offersIn } from './book.js';
import { factorsOf } from './factors.js';
import { DAYS_SHOWN } from './opening.js';
import { fined, pricesOf } from './prices.js';
import { listedReadRoots, ownReadRoot } from './readRoots.js';

/** Homes of an auction that ended too late could have settled nothing: then nothing counts as called. */
export function calledOf({ books, time }: FlexibilityLedger, need: NeedBook): bigint {
  const dead = need.auctions.some((id) => {
    const auction = books.auctions.get(id)!;
    return time >= auction.terms.settleEnd && !endedInTime(auction);
  });
  return dead ? 0n : need.called;
}

/** What every offer has of a forfeit: its part, up to the top tier. */
export function forfeitShare(need: NeedBook): bigint {
  const offers = BigInt(offersIn(need));
  if (offers === 0n) return 0n;
  const part = need.sealed.forfeit / offers;
  const top = need.terms.tiers.at(-1)!;
  return part < top ? part : top;
}

/** What a half hour is settled at; zeros where nothing trades. */
interface Line {
  readonly level: number;
  readonly margin: number;
  readonly fixed: bigint;
  readonly rate: bigint;
  readonly pen: bigint;
}

function lineAt({ terms, sales }: NeedBook, called: bigint, k: number): Line {
  const none = { level: 0, margin: 0, fixed: 0n, rate: 0n, pen: 0n };
  const sale = sales![k];
  if (!sale) return none;
  const { level, margin } = sale;
  const { availability, utilisation } = pricesOf(terms, k, sale);
  if (!isSet(called, k)) return { ...none, level, margin, fixed: availability };
  const rate = availability + utilisation;
  return { ...none, level, margin, rate, pen: fined(terms.percent, rate) };
}

/** What a called need is measured against. */
export interface Measure {
  readonly factors: readonly Factor[];
  readonly readRoot: bigint;
  readonly days: readonly number[];
  readonly readRoots: readonly bigint[];
}

/** What stands of a need while it is settled, as fields of its terms and signals of its statements. */
export interface Settling {
  readonly need: NeedBook;
  readonly offerRoot: bigint;
  readonly share: bigint;
  /** Bit by bit. */
  readonly traded: bigint;
  readonly lines: readonly Line[];
  readonly called: bigint;
  /** Where something counts as called. */
  readonly measure: Measure | undefined;
}

/** Of a need whose book has ended. */
export function settlingOf(ledger: FlexibilityLedger, need: NeedBook): Settling {
  const called = calledOf(ledger, need);
  return {
    need,
    offerRoot: rootOf(need.sealed.entries),
    share: forfeitShare(need),
    traded: need.sales!.reduce((bits, sale, k) => (sale ? bits + 2n ** BigInt(k) : bits), 0n),
    lines: need.sales!.map((_, k) => lineAt(need, called, k)),
    called,
    measure: called > 0n ? measureOf(ledger, need) : undefined,
  };
}

function measureOf(ledger: FlexibilityLedger, need: NeedBook): Measure {
  need.factors ??= factorsOf(ledger, need);
  return {
    factors: need.factors,
    readRoot: ownReadRoot(ledger, need),
    days: need.days,
    readRoots: listedReadRoots(ledger, need),
  };
}

/** The digest of all that a payment takes from the chain, field by field. */
export function needTermsOf(chainId: bigint, settling: Settling, late: boolean): bigint {
  const { need, offerRoot, share, traded, lines, called, measure } = settling;
  const { terms, sealed } = need;
  const { u8, u16, u32, u64, fr } = littleEndian;
  const ifCalled = <T>(values: readonly T[]) => (measure ? values : values.map(() => 0));
  const padded = <T>(values: readonly T[] = []) =>
    Array.from({ length: DAYS_SHOWN }, (_, i) => values[i] ?? 0);
  const factors = measure?.factors ?? lines.map(() => ({ imports: 0n, exports: 0n }));
  const bytes = concatBytes(
    utf8ToBytes('vg1:FLEXTERMS'),
    ...[chainId, need.id].map(fr),
    u32(terms.day),
    fr(MONEY),
    u32(entryCount(sealed)),
    fr(offerRoot),
    u8(isVoid(need) ? 1 : 0),
    u64(share),
    fr(traded),
    ...lines.map(({ level }) => u16(level)),
    ...lines.map(({ margin }) => u32(margin)),
    ...lines.map(({ fixed }) => u32(fixed)),
    fr(called),
    fr(measure ? terms.up : 0n),
    ...ifCalled(lines.map(({ rate }) => rate)).map(u32),
    ...ifCalled(lines.map(({ pen }) => pen)).map(u32),
    ...ifCalled(terms.rebound).map(u32),
    ...ifCalled(terms.comp).map(u32),
    ...factors.map(({ imports }) => u16(imports)),
    ...factors.map(({ exports }) => u16(exports)),
    u8(measure?.days.length ?? 0),
    ...padded(measure?.days).map(u32),
    fr(measure?.readRoot ?? 0n),
    ...padded(measure?.readRoots).map(fr),
    u8(late ? 1 : 0),
  );
  return bytesToBigInt(sha256(bytes).subarray(0, 31));
}

type PaymentBody = Bodies['claim'] | Bodies['deliver'];

function outputs({ payCm, paid, tagA, tagB, lanes }: PaymentBody): bigint[] {
  return [payCm, paid, tagA, tagB, ...lanes];
}

function shared(settling: Settling, { late }: PaymentBody, terms: bigint, context: bigint): bigint[] {
  return [context, BigInt(late), settling.need.id, terms, MONEY, settling.offerRoot];
}

function result({ traded, lines }: Settling): bigint[] {
  return [
    traded,
    ...lines.map(({ level }) => BigInt(level)),
    ...lines.map(({ margin }) => BigInt(margin)),
    ...lines.map(({ fixed }) => fixed),
  ];
}

export function claimSignals(
  settling: Settling,
  body: Bodies['claim'],
  terms: bigint,
  context: bigint,
): bigint[] {
  const inputs = [...shared(settling, body, terms, context), settling.share, ...result(settling)];
  return [...outputs(body), ...inputs];
}

/** @param auctionRoot of the readings of the auction that the delivery names */
export function deliverSignals(
  { genesis: { chainId, params } }: FlexibilityLedger,
  settling: Settling,
  body: Bodies['deliver'],
  terms: bigint,
  context: bigint,
  auctionRoot: bigint,
): bigint[] {
  const { lines, called } = settling;
  const { up, rebound, comp, day } = settling.need.terms;
  const { factors, days, readRoots } = settling.measure!;
  const slots = <T>(values: readonly T[], as: (value: T) => bigint) =>
    Array.from({ length: params.baselineDays }, (_, i) => (i < values.length ? as(values[i]!) : 0n));
  return [
    ...outputs(body),
    ...shared(settling, body, terms, context),
    ...result(settling),
    ...[called, up],
    ...lines.map(({ rate }) => rate),
    ...lines.map(({ pen }) => pen),
    ...[...rebound, ...comp].map(BigInt),
    ...factors.map(({ imports }) => imports),
    ...factors.map(({ exports }) => exports),
    ...[chainId, BigInt(day), auctionRoot, BigInt(days.length)],
    ...slots(days, () => 1n),
    ...slots(days, BigInt),
    ...slots(readRoots, (root) => root),
  ];
}
