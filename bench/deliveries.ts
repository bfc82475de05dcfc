/** Offers of one invented need, accepted in every half hour: what they are paid by where some are called, or none. */
import { orderCommitment, packOrder } from '@veilgrid/protocol/core/books/cells';
import { mulBase } from '@veilgrid/protocol/core/crypto/babyjub';
import { type Hasher, hash } from '@veilgrid/protocol/core/crypto/hash';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { keyAHash, keyBHash } from '@veilgrid/protocol/core/points';
import {
  type Reading,
  readingCommitment,
  readingMessage,
  readingTotals,
  STATUS_METER,
} from '@veilgrid/protocol/core/readings';
import { claimCircuitInputs, type PaymentWitness } from '@veilgrid/protocol/flexibility/claim';
import { deliverCircuitInputs } from '@veilgrid/protocol/flexibility/deliver';
import { type OfferCell, offerCells, offerInner } from '@veilgrid/protocol/flexibility/offer';
import type { NeedArrays } from '@veilgrid/protocol/flexibility/outcome';
import { penaltyOf } from '@veilgrid/protocol/flexibility/prices';
import { MONEY, NO_MARGIN, paramsOf } from '@veilgrid/protocol/params';
import { TAGS } from '@veilgrid/protocol/tags';

const params = paramsOf('full');
const CHAIN = 123_456_789n;
const NEED = 9_001n;
const DAY = 20_500;
const CONTEXT = 4_711n;
const DEPOSIT = 2_000_000_000n;
const ALL = (1n << BigInt(params.K)) - 1n;
/** 17:00 to 19:00. */
const CALLED = 0b1111n << 34n;
const AVAILABILITY = 500n;
const RATE = 12_500n;

/** Arbitrary, below n, and the same in every run. */
const some = (seed: number, n: number) => (((seed + 1) * 2_654_435_761) >>> 7) % n;
const perPeriod = <T>(value: (k: number) => T) => Array.from({ length: params.K }, (_, k) => value(k));
const isCalled = (k: number) => ((CALLED >> BigInt(k)) & 1n) === 1n;

const arraysOf = (called: (k: number) => boolean): NeedArrays => ({
  fixed: perPeriod((k) => (called(k) ? 0n : AVAILABILITY)),
  rate: perPeriod((k) => (called(k) ? RATE : 0n)),
  pen: perPeriod((k) => (called(k) ? penaltyOf(25, RATE) : 0n)),
});

const NEED_STATE = {
  chainId: CHAIN,
  needId: NEED,
  terms: 1n,
  asset: MONEY,
  need: { day: DAY, up: 0n, rebound: perPeriod(() => 3_000), comp: perPeriod(() => 2_000) },
  offerCount: 12,
  void: false,
  share: 0n,
  result: {
    traded: ALL,
    p: perPeriod(() => 700),
    lambda: perPeriod(() => NO_MARGIN),
    bought: perPeriod(() => 0n),
  },
  late: false,
};

interface Home extends Omit<PaymentWitness, 'need' | 'context' | 'offerPath'> {
  readonly commitment: bigint;
}

function home(hasher: Hasher, i: number): Home {
  const meterKey = mulBase(BigInt(1_000 + i));
  const [kA, kB] = [BigInt(314_159 + i), BigInt(271_828 + i)];
  const point = { position: i, dayImportCap: 1_000_000, dayExportCap: 1_000_000, open: 0 };
  const cells: OfferCell[] = perPeriod((k) => ({ level: some(97 * i + k, 700), qty: some(89 * i + k, 500) }));
  const inner = {
    point: hash(hasher, TAGS.POINT, [
      BigInt(i),
      meterKey.x,
      meterKey.y,
      BigInt(point.dayImportCap),
      BigInt(point.dayExportCap),
      keyAHash(hasher, kA),
      keyBHash(hasher, kB),
      BigInt(point.open),
    ]),
    payPk: BigInt(33_333 + i),
    deposit: DEPOSIT,
    salt: BigInt(8_888 + i),
  };
  const commitment = orderCommitment(hasher, NEED, packOrder(offerCells(cells)), offerInner(hasher, inner));
  return { ...point, meterKey, kA, kB, cells, inner, commitment };
}

function offered(hasher: Hasher, count: number) {
  const homes = Array.from({ length: count }, (_, i) => home(hasher, i));
  const offers = new Tree8(
    hasher,
    params.orderDepth,
    homes.map(({ commitment }) => commitment),
  );
  const payments = homes.map((of, i) => ({ ...of, context: CONTEXT + BigInt(i), offerPath: offers.path(i) }));
  return { payments, offerRoot: offers.root };
}

/** The circuit's inputs of `count` claims. */
export function claims(hasher: Hasher, count: number) {
  const { payments, offerRoot } = offered(hasher, count);
  const uncalled = { arrays: arraysOf(() => false), called: 0n, baseline: undefined };
  const need = { ...NEED_STATE, ...uncalled, offerRoot };
  return payments.map((payment) => claimCircuitInputs({ ...payment, need }));
}

/** Of one day, all homes' readings under one root. */
function settledDay(hasher: Hasher, day: number, count: number) {
  const opened = Array.from({ length: count }, (_, position) => {
    const readings: Reading[] = perPeriod((k) => ({
      imported: some(83 * position + 7 * day + k, 2_500),
      exported: some(79 * position + 5 * day + k, 900),
    }));
    const where = { chainId: CHAIN, position, day, status: STATUS_METER };
    const message = readingMessage(hasher, { ...where, readings });
    const opening = { message, totals: readingTotals(readings), point: BigInt(position), salt2: BigInt(day) };
    return { ...opening, status: STATUS_METER, readings };
  });
  const tree = new Tree8(
    hasher,
    params.orderDepth,
    opened.map((opening) => readingCommitment(hasher, opening)),
  );
  return { root: tree.root, of: (i: number) => ({ ...opened[i]!, path: tree.path(i) }) };
}

/** The circuit's inputs of `count` deliveries, each against its own ten days. */
export function deliveries(hasher: Hasher, count: number) {
  const { payments, offerRoot } = offered(hasher, count);
  const days = Array.from({ length: params.baselineDays }, (_, i) => DAY - 3 - i);
  const [own, ...listed] = [DAY, ...days].map((day) => settledDay(hasher, day, count));
  const baseline = {
    factors: { imports: perPeriod((k) => 900 + some(k, 300)), exports: perPeriod((k) => 800 + some(k, 300)) },
    days,
    readRoots: listed.map(({ root }) => root),
    readRoot: own!.root,
  };
  const called = { arrays: arraysOf(isCalled), called: CALLED, baseline, auctionRoot: own!.root };
  const need = { ...NEED_STATE, ...called, offerRoot };
  return payments.map((payment, i) =>
    deliverCircuitInputs(params, { ...payment, need, days: [own!, ...listed].map((day) => day.of(i)) }),
  );
}
