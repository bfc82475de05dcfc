/** One household's settlement of one day, from what the chain shows to a bill that stands on it. */
import { hex } from '@veilgrid/protocol/core/crypto/field';
import { tagOf } from '@veilgrid/protocol/core/groups/masks';
import { type SignedReadings, STATUS_METER } from '@veilgrid/protocol/core/readings';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { type SettleAuction, settleNullifier } from '@veilgrid/protocol/market/settlement';
import { NO_STATUS_DIGEST } from '@veilgrid/protocol/market/terms';
import { decodeTx, type TxOf } from '@veilgrid/protocol/tx';
import { aggregationKeysOf } from '../core/points/enrol.js';
import type { PointEntry } from '../core/points/points.js';
import type { Work } from '../core/work.js';
import type { WalletContext } from '../wallet/context.js';
import type { AuctionEntry, TrustedAuction } from './auction.js';
import { ensureCleared } from './ensureCleared.js';
import { forAll } from './forAll.js';
import type { OwnOrder } from './order.js';
import { fetchOrderBook } from './orderBook.js';
import { ownOrder } from './ownOrder.js';
import { complaintOf, fetchStatus, ownStatus, type StatusEntries } from './ownStatus.js';
import { pinnedAuction } from './pinnedAuction.js';
import { openBill, recoverSettlement, type Settled } from './recover.js';
import { buildSettlement, readingsFault } from './settle.js';
import { settleAuctionOf } from './settleAuction.js';

/** See `Market.settle`. */
export async function settleDay(
  work: Work,
  auctionId: bigint,
  signed: SignedReadings | undefined,
  position: number | undefined,
): Promise<Settled> {
  const { ctx, notes } = work;
  const pinned = await pinnedAuction(ctx, auctionId, position);
  const { time } = await work.ground(pinned.finals);
  const { late, over } = phaseOf(ctx, pinned.entry, time);
  ensure(!over || pinned.entry.terms !== undefined, 'LATE_BILL_CLOSED', closedAt(pinned.entry));
  const ended = await withOutcome(work, pinned);
  const status = await fetchStatus(ctx, ended.entry);
  const trusted = await withTerms(work, ended, status);
  // The root of the book stands in terms: what a node leaves out of it would tell, by what follows, whose order it is.
  const book = await fetchOrderBook(ctx, trusted.entry);
  const order = await ownOrder(ctx, work.store, { auctionId, point: pinned.point, book });
  const name = nameOf(ctx, order);
  const stood = await work.store.find(`${name}.fact`);
  if (stood) return claim(work, openSettled(ctx, trusted, order, stood));
  const shown = await recoverSettlement(ctx, order);
  if (shown) {
    await claim(work, shown);
    if (notes.stands(shown.refund)) return shown;
  }
  ensure(!over, 'LATE_BILL_CLOSED', closedAt(pinned.entry));
  const auction = settleAuctionOf(ctx, trusted, { late, statusDigest: status.digest });
  const bytes = await work.keptUnder(name, hex(auction.terms), async () => {
    // Whoever shows it has it from an own wallet. A second one under the same terms could tell the two apart.
    ensure(shown === undefined, 'FACT_INVALID', { field: 'refundCm', fact: late ? 'lateBill' : 'settle' });
    await ensureCleared(ctx, trusted, book);
    const own = { entry: trusted.entry, point: pinned.point, order, auction, status };
    return buildSettlement(ctx, {
      auction,
      order,
      orderPath: book.path(order.c),
      aggregationKeys: aggregationKeysOf(ctx, pinned.point),
      signed: await readingsOf(ctx, own, signed),
    });
  });
  const settled = openSettled(ctx, trusted, order, bytes);
  notes.expect(settled.refund);
  await work.submitKept(bytes);
  await work.store.keep(`${name}.fact`, bytes);
  return settled;
}

async function claim(work: Work, settled: Settled): Promise<Settled> {
  work.notes.expect(settled.refund);
  await work.syncToSpend();
  return settled;
}

/** Of an own transaction. The list is in terms alone, and this one was built under them. */
function openSettled(
  ctx: WalletContext,
  auction: TrustedAuction,
  order: OwnOrder,
  bytes: Uint8Array,
): Settled {
  const { kind, body } = decodeTx(ctx.genesis.profile, bytes) as TxOf<'settle'> | TxOf<'lateBill'>;
  const form = { late: kind === 'lateBill', statusDigest: NO_STATUS_DIGEST };
  return openBill(ctx, settleAuctionOf(ctx, auction, form), order, body);
}

function nameOf({ hasher }: WalletContext, { salt, auctionId }: OwnOrder): string {
  return `settle-${hex(settleNullifier(hasher, salt, auctionId))}`;
}

/** Whether a settlement comes late now, and whether too late. @throws ProtocolError SETTLEMENT_NOT_OPEN */
function phaseOf({ genesis }: WalletContext, { settleFrom, settleEnd }: AuctionEntry, time: bigint) {
  ensure(time >= settleFrom, 'SETTLEMENT_NOT_OPEN', { settleFrom: String(settleFrom) });
  return { late: time >= settleEnd, over: time >= settleEnd + BigInt(genesis.windows.late) };
}

const closedAt = ({ settleEnd }: AuctionEntry) => ({ settleEnd: String(settleEnd) });

/**
 * The auction as it ended. By the time of settlement operator and regulator have had their windows: where facts show no
 * end, the one who stayed silent has it void. @throws ProtocolError FACT_INVALID
 */
async function withOutcome(work: Work, auction: TrustedAuction): Promise<TrustedAuction> {
  if (auction.entry.result !== undefined) return auction;
  const { auctionId } = auction.entry;
  const step = { kind: 'voidAuction', body: { auctionId } } as const;
  const known = await forAll(work.ctx, step, 'AUCTION_ALREADY_FINAL');
  ensure(known.entry.result !== undefined, 'FACT_INVALID', { field: 'result', fact: 'voidAuction' });
  await work.ground(known.finals);
  return known;
}

/**
 * The auction with terms that stand in a final block, and are those of what the node answered. Opens settlement where
 * nobody did. @throws ProtocolError FACT_INVALID
 */
async function withTerms(
  work: Work,
  auction: TrustedAuction,
  { digest }: StatusEntries,
): Promise<TrustedAuction> {
  const { ctx } = work;
  const { auctionId } = auction.entry;
  const { terms } = settleAuctionOf(ctx, auction, { late: false, statusDigest: digest });
  const step = { kind: 'openSettlement', body: { auctionId, terms } } as const;
  const known = auction.entry.terms === undefined ? await forAll(ctx, step, 'TERMS_EXIST') : auction;
  ensure(known.entry.terms === terms, 'FACT_INVALID', { field: 'terms', fact: 'openSettlement' });
  if (known !== auction) await work.ground(known.finals);
  return auction;
}

interface OwnDay {
  readonly entry: AuctionEntry;
  readonly point: PointEntry;
  readonly order: OwnOrder;
  readonly auction: SettleAuction;
  readonly status: StatusEntries;
}

/**
 * By which reading the day is settled: the one in the list where there is one, which stands in terms; the given one
 * where that memo was struck, or was listed when the time to settle was over.
 * @throws ProtocolError STATUS_WRONG, READING_INVALID, MEMO_INVALID
 */
async function readingsOf(
  ctx: WalletContext,
  { entry, point, order, auction, status }: OwnDay,
  given: SignedReadings | undefined,
): Promise<SignedReadings> {
  const { kA } = aggregationKeysOf(ctx, point);
  const tag = tagOf(ctx.hasher, 'A', kA, auction.groupId);
  const listed = await ownStatus(ctx, entry, status, tag);
  const valid = listed?.memo && readingsFault(ctx, order, auction.day, listed.memo) === undefined;
  if (valid && (listed.early || !given)) return listed.memo!;
  if (listed && !listed.struck) {
    throw fail('MEMO_INVALID', {
      field: 'status',
      ...complaintOf(ctx, entry.auctionId, { ...listed, position: point.position, tag }),
    });
  }
  ensure(given !== undefined, 'READING_INVALID', { field: 'signed' });
  const mayChoose = listed !== undefined;
  ensure(mayChoose || given.status === STATUS_METER, 'STATUS_WRONG', { field: 'status', listed: mayChoose });
  return given;
}
