/** Whole witnesses of offer, claim and deliver, of random needs, books, readings and factors. */
import { orderCommitment, packOrder } from '@veilgrid/protocol/core/books/cells';
import { mulBase } from '@veilgrid/protocol/core/crypto/babyjub';
import { hash } from '@veilgrid/protocol/core/crypto/hash';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { noteCommitment, ownerPkOf } from '@veilgrid/protocol/core/money/note';
import { keyAHash, keyBHash } from '@veilgrid/protocol/core/points';
import { type Reading, readingCommitment, readingMessage } from '@veilgrid/protocol/core/readings';
import { LEAST_FACTOR, MOST_FACTOR } from '@veilgrid/protocol/flexibility/baseline';
import { claimCircuitInputs, type PaymentWitness } from '@veilgrid/protocol/flexibility/claim';
import { deliverCircuitInputs, type OpenedDay } from '@veilgrid/protocol/flexibility/deliver';
import {
  type OfferCell,
  offerCells,
  offerCircuitInputs,
  offerInner,
} from '@veilgrid/protocol/flexibility/offer';
import { needArrays } from '@veilgrid/protocol/flexibility/outcome';
import { flexLeaf } from '@veilgrid/protocol/flexibility/register';
import { MAX_QTY, MONEY } from '@veilgrid/protocol/params';
import { TAGS } from '@veilgrid/protocol/tags';
import { PARAMS } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';
import type { Random } from './random.js';

const { K } = PARAMS;
/** So that the worst of a day stays below the bound of a deposit. */
const MOST_PRICE = 2 ** 11;

const CHAIN = 123_456_789n;
const NEED = 9_001n;
const TERMS = 9_003n;
const DAY = 20_500;

const each = <T>(make: (k: number) => T): T[] => Array.from({ length: K }, (_, k) => make(k));
const bits = (random: Random, within: bigint, share: number) =>
  each((k) => (random.chance(share) ? (1n << BigInt(k)) & within : 0n)).reduce((all, bit) => all | bit, 0n);
const ALL = (1n << BigInt(K)) - 1n;
const has = (set: bigint, k: number) => ((set >> BigInt(k)) & 1n) === 1n;
const total = (cells: readonly OfferCell[]) => cells.reduce((sum, { qty }) => sum + BigInt(qty), 0n);

/** Levels about one price, so that some are below it, some at it, some above. */
const levelNear = (random: Random, level: number) => level + random.int(-1, 1);

export const offer = (random: Random) => {
  const sk = random.big(1n, 1n << 60n);
  const maxQty = random.pick([1, 500, MAX_QTY]);
  const window = bits(random, ALL, 0.7);
  const wanted = { window, up: bits(random, window, 0.3), maxQty };
  const caps = { capDown: random.pick([0, 300, 2 ** 25 - 1]), capUp: random.pick([0, 9_000, 2 ** 25 - 1]) };
  const cells = each((k) => {
    const cap = Math.min(has(wanted.up, k) ? caps.capUp : caps.capDown, maxQty);
    const most = has(window, k) ? cap : 0;
    return {
      level: random.pick([0, random.int(0, 65_535), 65_535]),
      qty: random.pick([0, random.int(0, most), most]),
    };
  });
  const places = Array.from({ length: random.int(1, PARAMS.places) }, (_, i) => 10 + i);
  const leaf = {
    point: random.big(1n, 1n << 60n),
    payPk: random.big(1n, 1n << 60n),
    place: random.pick(places),
    ...caps,
    blind: random.big(1n, 1n << 60n),
  };
  const maxPay = random.big(1n, BigInt(MOST_PRICE));
  const collateral = maxPay + random.big(0n, 4n * maxPay);
  const deposit = collateral * total(cells) + random.pick([0n, random.big(0n, 1n << 40n)]);
  const flex = new Tree8(hasher, PARAMS.pointDepth, [
    5n,
    flexLeaf(hasher, { ...leaf, offerPk: ownerPkOf(hasher, sk) }),
  ]);
  const value = deposit + random.pick([0n, random.big(0n, 1n << 40n)]);
  const note = { asset: MONEY, value, ownerPk: ownerPkOf(hasher, sk), rho: 7n };
  const notes = new Tree8(hasher, PARAMS.noteDepth, [6n, noteCommitment(hasher, note), 8n]);
  return offerCircuitInputs(PARAMS, {
    need: {
      needId: NEED,
      flexDay: 31n,
      flexRoot: flex.root,
      places,
      ...wanted,
      maxPay,
      collateral,
      key: mulBase(31_337n),
    },
    context: 4_711n,
    noteRoot: notes.root,
    deposit,
    sk,
    leaf,
    flexPath: flex.path(1),
    input: { ...note, path: notes.path(1) },
    changeRho: 6_666n,
    cells,
    salt: 8_888n,
    b: random.big(0n, (1n << 64n) - 1n) << 182n,
  });
};

function commitmentOf(
  p: Pick<PaymentWitness, 'position' | 'meterKey' | 'dayImportCap' | 'dayExportCap' | 'kA' | 'kB' | 'open'>,
) {
  const caps = [BigInt(p.dayImportCap), BigInt(p.dayExportCap)];
  const keys = [keyAHash(hasher, p.kA), keyBHash(hasher, p.kB)];
  return hash(hasher, TAGS.POINT, [
    BigInt(p.position),
    p.meterKey.x,
    p.meterKey.y,
    ...caps,
    ...keys,
    BigInt(p.open),
  ]);
}

/** An offer of a point in a cleared book. @param called of what traded */
function settled(random: Random, called: (traded: bigint) => bigint) {
  const price = () => random.pick([0, random.int(0, MOST_PRICE)]);
  const p = each(() => random.pick([1, 300, 65_534]));
  const cells = p.map((level) => ({
    level: levelNear(random, level),
    qty: random.pick([0, random.int(0, 2_000), MAX_QTY]),
  }));
  const traded = bits(random, ALL, 0.8);
  const lambda = p.map(() => random.pick([0, random.int(0, 1_000), MAX_QTY]));
  const result = { traded, p, lambda, bought: each(() => 0n) };
  const prices = {
    floor: 0,
    tick: 0,
    auctioned: random.int(0, 1),
    other: each(price),
    percent: random.int(25, 200),
  };
  const arrays = needArrays({ ...EMPTY_NEED, ...prices }, result, called(traded));
  const worst = arrays.rate.reduce((most, rate, k) => {
    const loss = rate + 2n * arrays.pen[k]!;
    return loss > most ? loss : most;
  }, 0n);
  const point = {
    position: 17,
    meterKey: mulBase(random.pick([3n, 4n])),
    dayImportCap: 100_000,
    dayExportCap: 90_000,
    kA: random.big(1n, 1n << 60n),
    kB: random.big(1n, 1n << 60n),
    open: random.int(0, 1),
  };
  const inner = {
    point: commitmentOf(point),
    payPk: random.big(1n, 1n << 60n),
    deposit: worst * total(cells) + random.pick([0n, random.big(0n, 1n << 40n)]),
    salt: random.big(1n, 1n << 60n),
  };
  const c = orderCommitment(hasher, NEED, packOrder(offerCells(cells)), offerInner(hasher, inner));
  const offers = new Tree8(hasher, PARAMS.orderDepth, [41n, 42n, c]);
  const need = {
    chainId: CHAIN,
    needId: NEED,
    terms: TERMS,
    asset: MONEY,
    need: { day: DAY, up: bits(random, ALL, 0.3), rebound: each(price), comp: each(price) },
    offerCount: 3,
    offerRoot: offers.root,
    void: false,
    share: 0n,
    result,
    arrays,
    called: called(traded),
    late: random.chance(0.4),
  };
  return { need, context: 4_711n, cells, inner, offerPath: offers.path(2), ...point };
}

export const claim = (random: Random) => {
  const witness = settled(random, () => 0n);
  const share = random.pick([0n, random.big(0n, 1n << 40n)]);
  const need = { ...witness.need, share, baseline: undefined };
  return claimCircuitInputs({ ...witness, need } satisfies PaymentWitness);
};

function randomReadings(random: Random): Reading[] {
  const wh = () => random.pick([0, random.int(0, 5_000), MAX_QTY]);
  return each(() => ({ imported: wh(), exported: random.chance(0.5) ? 0 : wh() }));
}

/** A day of a position, settled under a root of its own. */
function readDay(random: Random, position: number, day: number): OpenedDay & { readonly root: bigint } {
  const status = random.chance(0.2) ? 1 : 0;
  const readings = randomReadings(random);
  const open = { point: random.big(1n, 1n << 60n), salt2: random.big(1n, 1n << 60n), totals: 9n };
  const message = readingMessage(hasher, { chainId: CHAIN, position, day, status, readings });
  const leaf = readingCommitment(hasher, { message, ...open });
  const tree = new Tree8(hasher, PARAMS.orderDepth, [71n, leaf, 72n]);
  return { status, readings, ...open, path: tree.path(1), root: tree.root };
}

export const deliver = (random: Random) => {
  const picked = bits(random, ALL, 0.6);
  const witness = settled(random, (traded) => traded & picked);
  const n = random.pick([PARAMS.offDays, PARAMS.baselineDays]);
  const days = Array.from({ length: n }, (_, i) => DAY - 2 - i);
  const [own, ...listed] = [DAY, ...days].map((day) => readDay(random, witness.position, day));
  const factor = () => random.pick([LEAST_FACTOR, random.int(900, 1_100), MOST_FACTOR]);
  const baseline = {
    factors: { imports: each(factor), exports: each(factor) },
    days,
    readRoots: listed.map(({ root }) => root),
    readRoot: own!.root,
  };
  return deliverCircuitInputs(PARAMS, {
    ...witness,
    need: { ...witness.need, baseline, auctionRoot: own!.root },
    days: random.chance(0.75) ? [own!, ...listed] : undefined,
  });
};

/** What prices alone do not say of a need. */
const EMPTY_NEED = {
  areaId: 1,
  day: DAY,
  gate: 0n,
  release: 0n,
  close: 0n,
  deliverFrom: 0n,
  deliverEnd: 0n,
  publish: 0n,
  callLead: 1_800,
  window: ALL,
  up: 0n,
  steps: [],
  rebound: each(() => 0),
  comp: each(() => 0),
  maxQty: MAX_QTY,
  refs: [],
  tiers: [],
};
