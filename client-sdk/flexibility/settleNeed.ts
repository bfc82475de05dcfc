/** One household's claim or delivery, from what the chain shows to a payment that stands on it. */
import { hex } from '@veilgrid/protocol/core/crypto/field';
import type { MerklePath } from '@veilgrid/protocol/core/crypto/tree';
import { tagOf } from '@veilgrid/protocol/core/groups/masks';
import { ensure, fail, hasCode, ProtocolError } from '@veilgrid/protocol/errors';
import type { OpenedDay } from '@veilgrid/protocol/flexibility/deliver';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { decodeTx, type TxOf } from '@veilgrid/protocol/tx';
import { submitTx } from '../client/submit.js';
import { PointHistory } from '../core/points/dayPoints.js';
import { aggregationKeysOf } from '../core/points/enrol.js';
import type { Work } from '../core/work.js';
import type { OwnReading } from '../market/ownReading.js';
import type { WalletContext } from '../wallet/context.js';
import { fetchNeed, type TrustedNeed } from './need.js';
import { fetchNeedBook } from './needBook.js';
import { ownDay } from './ownDays.js';
import type { OwnOffer } from './ownOffer.js';
import { offerOwner, ownOffers } from './ownOffers.js';
import { fetchPayments, type OfferPayment, openPayment, paymentAmong } from './ownPayment.js';
import { buildClaim, buildDelivery, type PaymentRequest } from './payment.js';
import { type Settling, settledNeedOf } from './settledNeed.js';

/** Which offer is settled, and how where a reading is missing. */
export interface SettleChoice {
  /** May be left out by a wallet with a single offer under the need. */
  readonly position?: number;
  /** Owner of the payment, where the leaf names another than the household and is not kept. */
  readonly payPk?: bigint;
  /**
   * Where a reading is missing the delivery is made all the same: it is paid as the worst that could be proven, for good.
   */
  readonly unproven?: boolean;
}

/** See `Flexibility.settle`. */
export async function settleNeed(work: Work, needId: bigint, choice: SettleChoice): Promise<OfferPayment> {
  const { ctx, notes, store } = work;
  const shown = await fetchNeed(ctx, needId);
  const { time } = await work.ground(shown.finals);
  const trusted = await withEnd(work, shown, time);
  const book = await fetchNeedBook(ctx, trusted);
  const end = trusted.opening.need.deliverEnd + BigInt(ctx.genesis.windows.late);
  const settling = time < end ? await settledNeedOf(ctx, trusted, time) : undefined;
  const offer = await ownOffer(work, needId, choice);
  const aggregationKeys = aggregationKeysOf(ctx, offer.point);
  const name = `flex-${hex(tagOf(ctx.hasher, 'A', aggregationKeys.kA, needId))}`;
  const stood = await store.find(`${name}.fact`);
  if (stood) return claimNote(work, openKept(ctx, trusted, offer, stood));
  const listed = paymentAmong(ctx, trusted, offer, await fetchPayments(ctx, needId));
  if (listed) {
    await claimNote(work, listed);
    if (notes.stands(listed.note)) return listed;
  }
  if (!settling) throw fail('LATE_BILL_CLOSED', { deliverEnd: String(trusted.opening.need.deliverEnd) });
  const { settled } = settling;
  const bytes = await work.keptUnder(name, hex(settled.terms), async () => {
    // Whoever shows it has it from an own wallet. A second one under the same terms could tell the two apart.
    ensure(listed === undefined, 'FACT_INVALID', {
      field: 'payCm',
      fact: settled.baseline ? 'deliver' : 'claim',
    });
    const request = { settled, offer, offerPath: book.path(offer.c), aggregationKeys };
    return settled.baseline
      ? deliveryOf(ctx, trusted, settling, request, choice.unproven === true)
      : buildClaim(ctx, request);
  });
  const payment = openKept(ctx, trusted, offer, bytes);
  if (isOwn(ctx, payment)) notes.expect(payment.note);
  await work.submitKept(bytes);
  await store.keep(`${name}.fact`, bytes);
  return payment;
}

const isOwn = ({ keys }: WalletContext, { note }: OfferPayment) => note.ownerPk === keys.ownerPk;

async function claimNote(work: Work, payment: OfferPayment): Promise<OfferPayment> {
  if (isOwn(work.ctx, payment)) work.notes.expect(payment.note);
  await work.syncToSpend();
  return payment;
}

/** Of an own transaction. @throws ProtocolError MEMO_INVALID */
function openKept(
  ctx: WalletContext,
  trusted: TrustedNeed,
  offer: OwnOffer,
  bytes: Uint8Array,
): OfferPayment {
  const { body } = decodeTx(ctx.genesis.profile, bytes) as TxOf<'claim'> | TxOf<'deliver'>;
  const payment = openPayment(ctx, trusted, offer, body);
  ensure(payment !== undefined, 'MEMO_INVALID', { field: 'memo' });
  return payment;
}

/** @throws ProtocolError ORDER_NOT_FOUND */
async function ownOffer(
  { ctx, store }: Work,
  needId: bigint,
  { position, payPk }: SettleChoice,
): Promise<OwnOffer> {
  const owner = await offerOwner(ctx, store, payPk);
  const offers = (await ownOffers(ctx, owner, needId)).filter(
    ({ point }) => position === undefined || point.position === position,
  );
  const [offer] = offers;
  if (!offer || offers.length > 1)
    throw fail('ORDER_NOT_FOUND', { field: 'needId', candidates: offers.length });
  return offer;
}

/**
 * The need as it ended: where a role had its time and stayed silent, it is void, and anybody may say so.
 * @throws ProtocolError FACT_INVALID
 */
async function withEnd(work: Work, trusted: TrustedNeed, time: bigint): Promise<TrustedNeed> {
  const { release, close } = trusted.opening.need;
  const silent = time >= close || (time >= release && !trusted.released);
  if (trusted.outcome || !silent) return trusted;
  const { ctx } = work;
  const { needId } = trusted.opening;
  const step = { kind: 'voidAuction', body: { auctionId: needId } } as const;
  try {
    await submitTx(ctx.api, ctx.genesis.profile, { ...step, proofs: new Uint8Array(), signatures: [] });
  } catch (error) {
    const taken = hasCode(error, 'AUCTION_ALREADY_FINAL') || hasCode(error, 'TX_DUPLICATE');
    if (!(error instanceof ProtocolError) || !taken) throw error;
  }
  const known = await fetchNeed(ctx, needId);
  ensure(known.outcome !== undefined, 'FACT_INVALID', { field: 'result', fact: 'voidAuction' });
  await work.ground(known.finals);
  return known;
}

/** @throws ProtocolError BASELINE_DAY_MISSING */
async function deliveryOf(
  ctx: WalletContext,
  { entry, opening }: TrustedNeed,
  { days: [today, ...listed] = [] }: Settling,
  request: PaymentRequest,
  unproven: boolean,
): Promise<Uint8Array> {
  const { zones } = opening.area;
  const { position } = request.offer.point;
  const history = await PointHistory.fetch(ctx);
  const own = await ownDay(ctx, history, zones, entry.day, position);
  const before: (OpenedDay | undefined)[] = [];
  for (const [i, readDay] of listed.entries()) {
    const found = await ownDay(ctx, history, zones, entry.days[i]!, position);
    before.push(found && openedDay(found.own, readDay.path(found.auctionId, found.own)));
  }
  const days = [own && openedDay(own.own, own.own.path), ...before];
  const missing = [entry.day, ...entry.days].filter((_, i) => days[i] === undefined);
  ensure(missing.length === 0 || unproven, 'BASELINE_DAY_MISSING', { field: 'days', days: missing.join() });
  const auctionId = own?.auctionId ?? (await auctionOf(ctx, history, entry.day, position));
  // Of none of the need's it settles nowhere: then any of them does, as nothing is opened in it.
  const named = entry.auctions.includes(auctionId) ? auctionId : entry.auctions[0]!;
  const auctionRoot = today!.auctionRoots.get(named)!;
  const shown = days.flatMap((day) => day ?? []);
  const proven = missing.length === 0 && named === auctionId;
  return buildDelivery(ctx, { ...request, auctionId: named, auctionRoot, days: proven ? shown : undefined });
}

function openedDay({ status, readings, opening }: OwnReading, path: MerklePath): OpenedDay {
  const { point, totals, salt2 } = opening;
  return { status, readings, point, totals, salt2, path };
}

/** Where a point settles a day that has auctions. */
async function auctionOf(
  { hasher, genesis }: WalletContext,
  history: PointHistory,
  day: number,
  position: number,
): Promise<bigint> {
  const point = (await history.ofDay(day)).points.get(position);
  const { zone, tariffId } = point ?? { zone: 0, tariffId: 0 };
  return auctionIdOf(hasher, genesis.chainId, { zone, tariffId, day });
}
