/** One household's settlement of one day, from what the chain shows to a bill that stands on it. */
import { hex } from '@veilgrid/protocol/core/crypto/field';
import { tagOf } from '@veilgrid/protocol/core/groups/masks';
import { type SignedReadings, STATUS_METER } from '@veilgrid/protocol/core/readings';
import { ensure, fail, ProtocolError } from '@veilgrid/protocol/errors';
import { type SettleAuction, settleNullifier } from '@veilgrid/protocol/market/settlement';
import { decodeTx, type TxOf } from '@veilgrid/protocol/tx';
import { submitTx } from '../client/submit.js';
import { aggregationKeysOf } from '../core/points/enrol.js';
import type { PointEntry } from '../core/points/points.js';
import type { Work } from '../core/work.js';
import type { WalletContext } from '../wallet/context.js';
import { type AuctionEntry, fetchAuction, type TrustedAuction } from './auction.js';
import { ensureCleared } from './ensureCleared.js';
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
  const status = await fetchStatus(ctx, pinned.entry);
  const trusted = await withTerms(work, pinned, status);
  // The root of the book stands in terms: what a node leaves out of it would tell, by what follows, whose order it is.
  const book = await fetchOrderBook(ctx, trusted.entry);
  const order = await ownOrder(ctx, work.store, { auctionId, point: pinned.point, book });
  const standing = await recoverSettlement(ctx, order);
  if (standing) {
    notes.expect(standing.refund);
    await work.sync();
    return standing;
  }
  ensure(!over, 'LATE_BILL_CLOSED', closedAt(pinned.entry));
  const auction = settleAuctionOf(ctx, trusted, { late, statusDigest: status.digest });
  const bytes = await work.keptUnder(nameOf(ctx, order), hex(auction.terms), async () => {
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
  const { body } = decodeTx(ctx.genesis.profile, bytes) as TxOf<'settle' | 'lateBill'>;
  const settled = openBill(ctx, auction, order, body);
  notes.expect(settled.refund);
  await work.submitKept(bytes);
  return settled;
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
  const known = auction.entry.terms === undefined ? await opened(ctx, auctionId, terms) : auction;
  ensure(known.entry.terms === terms, 'FACT_INVALID', { field: 'terms', fact: 'openSettlement' });
  if (known !== auction) await work.ground(known.finals);
  return auction;
}

async function opened(ctx: WalletContext, auctionId: bigint, terms: bigint): Promise<TrustedAuction> {
  const body = { auctionId, terms };
  const unsigned = { proof: new Uint8Array(), signatures: [] };
  try {
    await submitTx(ctx.api, ctx.genesis.profile, { kind: 'openSettlement', body, ...unsigned });
  } catch (error) {
    // Somebody else may have been first; a refusal for false terms is a node's lie, as the missing fact shows.
    const known = error instanceof ProtocolError && ['TERMS_EXIST', 'TX_DUPLICATE'].includes(error.code);
    if (!known) throw error;
  }
  return fetchAuction(ctx, auctionId);
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
      ...complaintOf(entry.auctionId, point.position, tag, listed.secret),
    });
  }
  ensure(given !== undefined, 'READING_INVALID', { field: 'signed' });
  const mayChoose = listed !== undefined;
  ensure(mayChoose || given.status === STATUS_METER, 'STATUS_WRONG', { field: 'status', listed: mayChoose });
  return given;
}
