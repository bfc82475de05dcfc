import { mod } from '@veilgrid/protocol/core/crypto/field';
import { masksOf } from '@veilgrid/protocol/core/groups/masks';
import type { Reading } from '@veilgrid/protocol/core/readings';
import { LEAST_FACTOR, MOST_FACTOR, relief } from '@veilgrid/protocol/flexibility/baseline';
import {
  claimLanes,
  deliverLanes,
  deliveryFigures,
  MAX_DELIVERIES,
  openNeedMoney,
} from '@veilgrid/protocol/flexibility/lanes';
import { claimPayment, deliverPayment, fillsOf } from '@veilgrid/protocol/flexibility/payment';
import { offerBounds, penaltyOf } from '@veilgrid/protocol/flexibility/prices';
import { MAX_QTY } from '@veilgrid/protocol/params';
import { PARAMS } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';
import { claimStatement, deliverStatement } from '../support/flexibilityStatements.js';
import { claim, deliver } from '../support/flexibilityWitnesses.js';
import { real } from '../support/primitives.js';
import { Random } from '../support/random.js';
import { PERIODS, randomNeed } from './support/needs.js';

const { K, sideWords } = PARAMS;
const seeds = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

test('of 2,000 random deliveries not proving pays at most what proving pays, whatever the readings', () => {
  let dearer = 0;
  for (const seed of seeds(2_000)) {
    const random = new Random(seed);
    const prices = () => Array.from({ length: PERIODS }, () => random.big(0n, 1n << 20n));
    const rate = prices();
    const percent = random.int(25, 200);
    const need = {
      rate,
      pen: rate.map((price) => penaltyOf(percent, price)),
      fixed: prices(),
      rebound: prices(),
      comp: prices(),
      called: BigInt(random.int(1, 2 ** PERIODS - 1)),
      up: BigInt(random.int(0, 2 ** PERIODS - 1)),
    };
    const fills = rate.map(() => random.big(0n, 1_000n));
    const status = random.int(0, 1);
    const day = { status, relief: fills.map(() => random.big(0n, 3_000n) - 1_500n) };
    const proven = deliverPayment(1n << 43n, fills, need, day).pay;
    const silent = deliverPayment(1n << 43n, fills, need, undefined).pay;
    expect([seed, silent <= proven]).toEqual([seed, true]);
    if (silent < proven) dearer++;
  }
  expect(dearer).toBeGreaterThan(1_500);
});

test('the collateral covers the worst of a need, and a unit less does not', () => {
  for (const seed of seeds(100)) {
    const need = randomNeed(new Random(seed), false);
    const { collateral, maxPay } = offerBounds(need);
    const pen = penaltyOf(need.percent, maxPay);
    expect(collateral).toBe(maxPay + 2n * pen);
    const dearest = {
      rate: [maxPay],
      pen: [pen],
      fixed: [0n],
      rebound: [0n],
      comp: [0n],
      called: 1n,
      up: 0n,
    };
    const against = { status: 0, relief: [-5_000n] };
    const pay = (deposit: bigint) => deliverPayment(deposit, [1_000n], dearest, against).pay;
    expect([pay(1_000n * collateral), pay(1_000n * collateral - 1n)]).toEqual([0n, -1n]);
  }
});

test('no baseline leaves 2^27, at any reading and factor', () => {
  const full: Reading = { imported: MAX_QTY, exported: 0 };
  const other: Reading = { imported: 0, exported: MAX_QTY };
  const factor = { imports: MOST_FACTOR, exports: MOST_FACTOR };
  const ten = (reading: Reading) => Array<Reading>(10).fill(reading);
  expect(relief(other, ten(full), factor)).toBe(5n * BigInt(MAX_QTY));
  expect(relief(full, ten(other), factor)).toBe(-5n * BigInt(MAX_QTY));
  expect(5n * BigInt(MAX_QTY)).toBeLessThan(1n << 27n);
  expect(relief(full, ten(full), { imports: LEAST_FACTOR, exports: 0 })).toBeGreaterThan(-(1n << 27n));
});

test('sums of 2^17 deliveries at the ends of their ranges open as they are', () => {
  const members = BigInt(MAX_DELIVERIES);
  const most = (1n << 45n) - 1n;
  const energy = BigInt(MAX_QTY);
  for (const sign of [1n, -1n]) {
    const owed = sign * ((1n << 44n) - 1n);
    const delivered = Array<bigint>(K).fill(sign * energy);
    const payment = { pay: most, deposit: most, charges: most, unproven: most, owed, delivered };
    const sums = deliverLanes(PARAMS, payment).map((lane) => lane * members);
    const all = { pay: most, deposit: most, charges: most, unproven: most };
    const money = openNeedMoney(sums[sideWords]!, sums[sideWords + 1]!, MAX_DELIVERIES);
    const expected = Object.entries(all).map(([name, x]) => [name, x * members]);
    expect(money).toEqual({ ...Object.fromEntries(expected), owed: owed * members });
    const shown = { both: 2 ** sideWords - 1, net: 0, money: 1, count: 1 };
    expect(deliveryFigures(PARAMS, sums, shown, MAX_DELIVERIES)?.nets).toEqual(
      delivered.map((wh) => wh * members),
    );
  }
});

type Opened = Pick<ReturnType<typeof deliver>, 'kA' | 'kB' | 'terms'>;

/** What a statement's lanes hold below their masks. */
function unmasked(lanes: readonly bigint[], { kA, kB, terms }: Opened, places: readonly number[]): bigint[] {
  const [a, b] = [masksOf(hasher, PARAMS, 'A', kA, terms), masksOf(hasher, PARAMS, 'B', kB, terms)];
  return lanes.map((lane, i) => mod(lane - a.masks[places[i]!]! - b.masks[places[i]!]!));
}

const cellsOf = ({ level, qty }: { level: readonly bigint[]; qty: readonly bigint[] }) =>
  level.map((x, k) => ({ level: Number(x), qty: Number(qty[k]!) }));
const resultOf = ({
  traded,
  p,
  lambda,
}: {
  traded: bigint;
  p: readonly bigint[];
  lambda: readonly bigint[];
}) => ({
  traded,
  p: p.map(Number),
  lambda: lambda.map(Number),
  bought: p.map(() => 0n),
});

function readingAt(words: readonly bigint[], k: number): Reading {
  const pair = words[Math.floor(k / 4)]! >> BigInt(60 * (k % 4));
  return { imported: Number(pair & 0x3fff_ffffn), exported: Number((pair >> 30n) & 0x3fff_ffffn) };
}

test('the words of 60 random deliveries and claims hold what the ledger would pay', () => {
  const energy = Array.from({ length: sideWords }, (_, w) => w);
  const last = [2 * sideWords, 2 * sideWords + 1];
  for (const seed of seeds(60)) {
    const w = deliver(new Random(seed));
    const listed = w.words.slice(1).filter((_, i) => w.active[i] === 1n);
    const reliefs = w.qty.map((_, k) =>
      relief(
        readingAt(w.words[0]!, k),
        listed.map((words) => readingAt(words, k)),
        { imports: Number(w.refImport[k]!), exports: Number(w.refExport[k]!) },
      ),
    );
    const day = w.proven === 1n ? { status: Number(w.status[0]!), relief: reliefs } : undefined;
    const payment = deliverPayment(w.deposit, fillsOf(cellsOf(w), resultOf(w)), w, day);
    const [, , , , ...lanes] = deliverStatement(real, w);
    const expected = deliverLanes(PARAMS, { ...payment, deposit: w.deposit });
    expect([seed, unmasked(lanes, w, [...energy, ...last])]).toEqual([seed, expected]);

    const c = claim(new Random(seed));
    const claimed = claimPayment(c.deposit, fillsOf(cellsOf(c), resultOf(c)), c.fixed, c.share);
    const [, , , , ...words] = claimStatement(real, c);
    const claims = claimLanes({ ...claimed, deposit: c.deposit });
    expect([seed, unmasked(words, c, last)]).toEqual([seed, claims]);
  }
});
