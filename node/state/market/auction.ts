/**
 * Auctions: the record and the phase they are in. Relies on openAuction for times that ascend and terms within bounds;
 * nothing of them is checked again. An auction ends once, as closed or void, and with it the locks of operator and
 * regulator. protocol/market.md "Auction".
 */
import type { Point } from '@veilgrid/protocol/core/crypto/babyjub';
import { container, Fr, type Infer, Money, U8, U32, U64 } from '@veilgrid/protocol/core/ssz';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { auctionTerms, type MarketData, marketData } from '@veilgrid/protocol/market/auction';
import { moveBalance, moveSupply } from '../core/money/accounts.js';
import { mustRead, page, read, readCount, write } from '../core/record.js';
import { requireTariff } from '../core/tariffs.js';
import type { StateContext, StateView, StateWriter } from '../core/view.js';
import { keys } from './keys.js';

/** Written at opening, never again. */
export const AuctionRecord = container({
  auctionId: Fr,
  ...auctionTerms,
  operatorX: Fr,
  operatorY: Fr,
  regulatorX: Fr,
  regulatorY: Fr,
  /** The sum of the shares: orders are sealed to it. */
  keyX: Fr,
  keyY: Fr,
  /** The day's points. */
  pointRoot: Fr,
  /** How many changes of points had led there. */
  pointChanges: U32,
  /** Locked from the supplier. */
  bond: Money,
  /** Locked from operator and from regulator, each, from opening to close. */
  lock: Money,
  /** What of it stands for one point at most, without rounding. */
  largestBond: Money,
});
export type AuctionRecord = Infer<typeof AuctionRecord>;

const OUTCOMES = ['open', 'closed', 'void'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/**
 * The few bytes that change. `scalar`: the regulator's, 0 until released (a scalar is never 0); `releasedAt`: the time
 * of the block that released it, 0 until then; `forfeit`: what the silent role of a void auction lost, and each order's
 * `share` of it.
 */
const Phase = container({ outcome: U8, scalar: Fr, releasedAt: U64, forfeit: Money, share: Money });
type PhaseChange = Partial<Omit<Infer<typeof Phase>, 'outcome'> & { outcome: Outcome }>;

export interface Auction extends AuctionRecord {
  readonly key: Point;
  readonly outcome: Outcome;
  readonly releasedScalar: bigint | undefined;
  readonly releasedAt: bigint;
  readonly forfeit: bigint;
  readonly share: bigint;
}

export function getAuction(view: StateView, id: bigint): Auction | undefined {
  const record = read(view, keys.auction(id), AuctionRecord);
  if (!record) return undefined;
  const phase = mustRead(view, keys.auctionPhase(id), Phase);
  return {
    ...record,
    key: { x: record.keyX, y: record.keyY },
    outcome: OUTCOMES[phase.outcome]!,
    releasedScalar: phase.scalar === 0n ? undefined : phase.scalar,
    releasedAt: phase.releasedAt,
    forfeit: phase.forfeit,
    share: phase.share,
  };
}

/** @throws ProtocolError AUCTION_UNKNOWN */
export function requireAuction(view: StateView, id: bigint): Auction {
  const auction = getAuction(view, id);
  if (!auction) throw fail('AUCTION_UNKNOWN', { field: 'auctionId' });
  return auction;
}

export function auctionCount(view: StateView): number {
  return readCount(view, keys.auctionCount);
}

/** Auctions in order of opening. */
export function listAuctions(view: StateView, from: number, limit: number): Auction[] {
  return page(auctionCount(view), from, limit).map((index) =>
    requireAuction(view, mustRead(view, keys.auctionAt(index), Fr)),
  );
}

/** As bills are computed: after a forfeit with each order's share off the fixed charge. */
export function marketOf(ctx: StateContext, view: StateView, auction: Auction): MarketData {
  const tariff = requireTariff(ctx.genesis.profile, view, auction.tariffId, auction.day);
  return marketData(auction, tariff, auction.share);
}

export function openPhase(writer: StateWriter, id: bigint): void {
  write(writer, keys.auctionPhase(id), Phase, Phase.defaultValue());
}

export function setPhase(writer: StateWriter, id: bigint, { outcome, ...change }: PhaseChange): void {
  const before = mustRead(writer, keys.auctionPhase(id), Phase);
  const next = outcome === undefined ? before.outcome : OUTCOMES.indexOf(outcome);
  write(writer, keys.auctionPhase(id), Phase, { ...before, ...change, outcome: next });
}

/** From this time (Unix seconds) on no late bill of an auction is taken. */
export function lateBillsEnd({ genesis }: StateContext, { settleEnd }: AuctionRecord): bigint {
  return settleEnd + BigInt(genesis.windows.late);
}

/** Final is final: neither a second close nor a void after a close. */
export function ensureOpen({ outcome }: Auction): void {
  ensure(outcome !== 'void', 'AUCTION_VOID');
  ensure(outcome !== 'closed', 'AUCTION_ALREADY_FINAL');
}

/** Operator and regulator did what they had to, or could not: both locks come back. */
export function returnLocks(writer: StateWriter, { lock }: Auction): void {
  for (const role of ['operator', 'regulator'] as const) moveBalance(writer, role, lock);
  moveSupply(writer, { roleBonds: -2n * lock });
}
