/**
 * Auctions: the record, the phase they are in, and their end by silence. Relies on openAuction for times that ascend
 * and terms within bounds; nothing of them is checked again. An auction ends once, as closed or void, and with it
 * the bonds of operator and regulator. protocol/market.md "Auction", voidAuction.
 */
import type { Point } from '@veilgrid/protocol/core/crypto/babyjub';
import { container, Fr, type Infer, Money, U8, U32 } from '@veilgrid/protocol/core/ssz';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { auctionTerms, type MarketData, marketData } from '@veilgrid/protocol/market/auction';
import { LATE_BILL_SECONDS } from '@veilgrid/protocol/params';
import type { Handler } from '../core/handler.js';
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
  /** Points as they stood at opening. */
  pointRoot: Fr,
  /** How many changes of points had led there. */
  pointChanges: U32,
  /** Locked from the supplier. */
  bond: Money,
  /** What of it stands for one point at most, without rounding. */
  largestBond: Money,
});
export type AuctionRecord = Infer<typeof AuctionRecord>;

const OUTCOMES = ['open', 'closed', 'void'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The few bytes that change. `scalar`: the regulator's, 0 until released (a scalar is never 0). */
const Phase = container({ outcome: U8, scalar: Fr });

export interface Auction extends AuctionRecord {
  readonly key: Point;
  readonly outcome: Outcome;
  readonly releasedScalar: bigint | undefined;
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

export function marketOf(ctx: StateContext, view: StateView, auction: AuctionRecord): MarketData {
  return marketData(auction, requireTariff(ctx.genesis.profile, view, auction.tariffId, auction.day));
}

export function setPhase(
  writer: StateWriter,
  id: bigint,
  outcome: Outcome,
  releasedScalar: bigint | undefined,
): void {
  const phase = { outcome: OUTCOMES.indexOf(outcome), scalar: releasedScalar ?? 0n };
  write(writer, keys.auctionPhase(id), Phase, phase);
}

/** From this time (Unix seconds) on no late bill of an auction is taken. */
export function lateBillsEnd({ settleEnd }: AuctionRecord): bigint {
  return settleEnd + BigInt(LATE_BILL_SECONDS);
}

/** Final is final: neither a second close nor a void after a close. */
export function ensureOpen({ outcome }: Auction): void {
  ensure(outcome !== 'void', 'AUCTION_VOID');
  ensure(outcome !== 'closed', 'AUCTION_ALREADY_FINAL');
}

/** Gives the bonds of operator and regulator back, or a silent role's to the supplier. */
export function settleRoleBonds(
  ctx: StateContext,
  writer: StateWriter,
  silent?: 'operator' | 'regulator',
): void {
  const { roleBond } = ctx.genesis;
  for (const role of ['operator', 'regulator'] as const) {
    moveBalance(writer, role === silent ? 'supplier' : role, roleBond);
  }
  moveSupply(writer, { roleBonds: -2n * roleBond });
}

/** Whose silence makes the auction void at this time, if anybody's does. */
function silentRole(auction: Auction, time: bigint): 'operator' | 'regulator' | undefined {
  if (auction.releasedScalar === undefined) return time >= auction.release ? 'regulator' : undefined;
  return time >= auction.close ? 'operator' : undefined;
}

export const voidAuction: Handler<'voidAuction'> = {
  check(ctx, view, body) {
    const auction = requireAuction(view, body.auctionId);
    ensure(auction.outcome === 'open', 'AUCTION_ALREADY_FINAL');
    ensure(silentRole(auction, ctx.time) !== undefined, 'NOT_VOIDABLE');
  },
  apply(ctx, writer, body) {
    const auction = requireAuction(writer, body.auctionId);
    settleRoleBonds(ctx, writer, silentRole(auction, ctx.time));
    setPhase(writer, body.auctionId, 'void', auction.releasedScalar);
  },
};
