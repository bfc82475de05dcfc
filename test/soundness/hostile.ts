import { BASE8, type Point, SUBGROUP_ORDER } from '@veilgrid/protocol/core/crypto/babyjub';
import { type Hasher, hash } from '@veilgrid/protocol/core/crypto/hash';
import { readingMessage, STATUS_DSO } from '@veilgrid/protocol/core/readings';
import type { PeriodClearing } from '@veilgrid/protocol/market/clearing';
import { TAGS } from '@veilgrid/protocol/tags';
import { withValues } from '../circuits/support/binding.js';
import { clearingDay, small } from '../circuits/support/clearingDay.js';
import { partOf } from '../circuits/support/partOf.js';
import { costOf, DAY } from '../circuits/support/settleCase.js';
import type { Inputs } from '../circuits/support/witness.js';
import { type Builders, cell, MAX_QTY } from './cases.js';
import { halfSignatures, keyOfEverybody } from './forgery.js';

/** A witness that one check refuses, and only that: without it a false statement would be proven. */
export interface Hostile {
  readonly template: string;
  /** The end of the check's label. */
  readonly attacks: string;
  readonly inputs: Inputs;
  /** What a cheating prover gives to hints of the template. */
  readonly hints?: Readonly<Record<string, bigint>>;
}

const PRODUCT = '> product[level][6] * weight === 0';
const ROOT = '> (node[DEPTH] - root) * weight === 0';

/** @returns attacks on the checks that stand in the circuits themselves */
export function hostileCircuits(hasher: Hasher, build: Builders): Hostile[] {
  return [
    ...hostileTransfers(build),
    ...hostileOrders(build),
    ...hostileClears(hasher, build),
    ...hostileCloses(hasher, build),
    ...hostileSettlements(build),
    ...hostileSignatures(hasher, build),
    ...hostileMaskSums(hasher, build),
  ];
}

function hostileTransfers(build: Builders): Hostile[] {
  const honest = build.transfer([700n, 45n], [600n, 100n], 45n);
  const max = 2n ** 64n - 1n;
  const [, second] = honest.inPath as readonly Inputs[string][];
  const attack = (attacks: string, inputs: Inputs) => ({ template: 'Transfer', attacks, inputs });
  return [
    attack(`inPath[i], noteRoot, inValue[i]) ${PRODUCT}`, { ...honest, inPath: [second!, second!] }),
    attack(`inPath[i], noteRoot, inValue[i]) ${ROOT}`, withValues(honest, { noteRoot: 1n })),
    attack('Range(64)(inValue[i])', build.transfer([max + 1n, 0n], [max, 1n], 0n)),
    attack('Range(64)(outValue[i])', build.transfer([5n, 0n], [6n, -1n], 0n)),
    attack('Range(64)(publicOut)', build.transfer([max, 1n], [0n, 0n], max + 1n)),
    attack('=== outValue[0] + outValue[1] + publicOut', build.transfer([700n, 45n], [600n, 100n], 44n)),
  ];
}

function hostileOrders(build: Builders): Hostile[] {
  const honest = build.order({ extra: 10n ** 9n });
  const attack = (attacks: string, inputs: Inputs) => ({ template: 'Order', attacks, inputs });
  const plusOne = (name: string) => withValues(honest, { [name]: (honest[name] as bigint) + 1n });
  return [
    attack(`pointPath, pointRoot, 1) ${PRODUCT}`, plusOne('importCap')),
    attack(`pointPath, pointRoot, 1) ${ROOT}`, plusOne('pointRoot')),
    attack(`inPath, noteRoot, 1) ${PRODUCT}`, plusOne('inRho')),
    attack(`inPath, noteRoot, 1) ${ROOT}`, plusOne('noteRoot')),
    attack('Range(64)(deposit)', build.order({ dayLimit: 2n ** 64n })),
    attack('Range(64)(inValue - deposit)', build.order({ change: -1n })),
    attack('Range(24)(sideCap[k] - qty[k])', withValues(honest, { 'qty[1]': 2001n })),
    attack('Range(64)(deposit - required)', build.order({ extra: -1n })),
    attack('bBits[246] <== Num2Bits(246)(b)', withValues(honest, { b: 2n ** 246n })),
  ];
}

/** H(CLR, …) of a clear's or a close's inputs. */
function clearingState(
  hasher: Hasher,
  salt: bigint,
  sums: readonly bigint[],
  count: bigint,
  of: Inputs,
): bigint {
  const [L, H, lambda, rationed] = ['L', 'H', 'lambda', 'rationed'].map((name) => of[name] as bigint[]);
  // Four periods, so one word.
  const word = L!.reduce(
    (sum, l, k) =>
      sum + (l + (H![k]! << 16n) + (lambda![k]! << 32n) + (rationed![k]! << 56n)) * 2n ** BigInt(60 * k),
    0n,
  );
  return hash(hasher, TAGS.CLR, [salt, ...sums, count, word]);
}

function hostileClears(hasher: Hasher, build: Builders): Hostile[] {
  const [first, middle, last] = build.clearing().batches as [Inputs, Inputs, Inputs];
  const attack = (attacks: string, inputs: Inputs) => ({ template: 'Clear', attacks, inputs });
  const opened = clearingState(hasher, first.saltIn as bigint, first.sumsIn as bigint[], 0n, first);
  // A quantity below 0, which the operator could never have opened from an order.
  const periods = Array<PeriodClearing>(small.K).fill({
    ...{ L: 5, H: 5, level: 5, volume: 0, lambda: 0, rationed: 0 },
    ...{ lambdaBuy: 0, lambdaSell: 0, traded: false },
  });
  const negative = [[cell(0, 3, -1), cell(0, 3, 0), cell(0, 3, 0), cell(0, 3, 0)]];
  return [
    attack('Bit()(first)', { ...first, first: 2n, stateIn: -opened }),
    attack('stateIn === (1 - first) * opened', withValues(middle, { saltIn: 1n })),
    attack('first * sumsIn[w] === 0', withValues(first, { 'sumsIn[3]': 1n })),
    attack('first * countIn === 0', withValues(first, { countIn: 1n })),
    attack('end === foldEnd', withValues(middle, { foldEnd: 1n })),
    attack('(words[i][w] - padding) === 0', withValues(last, { 'qty[1][0]': 1n })),
    attack('nonNull[i] <== Positive(31)(total)', clearingDay(hasher, negative, periods).batches[0]!),
  ];
}

function hostileCloses(hasher: Hasher, build: Builders): Hostile[] {
  const honest = build.clearing().close;
  const attack = (attacks: string, inputs: Inputs, hints = {}) => ({
    ...{ template: 'Close', attacks, inputs, hints },
  });
  const count = honest.count as bigint;
  const sums = honest.sums as bigint[];
  // Volume above the last lane of the last word, where the hints do not look.
  const carried = sums.with(-1, sums.at(-1)! + 2n ** 200n);
  const state = clearingState(hasher, honest.salt as bigint, carried, count, honest);
  return [
    attack('opened === state', withValues(honest, { state: 1n })),
    attack('pack.words[w] === sums[w]', { ...honest, sums: carried, state }),
    attack('Bit()(enough)', honest, { enough: partOf(9n - count, count - 10n, 0n) }),
    attack('Range(19)(MIN_GROUP - 1 - count + reached)', honest, { enough: 1n }),
  ];
}

function hostileSettlements(build: Builders): Hostile[] {
  const honest = build.settle();
  const attack = (attacks: string, inputs: Inputs) => ({ template: 'Settle', attacks, inputs });
  const nothing = { ...DAY.result, traded: 0n, p: [0, 0, 0, 0] };
  const onePeriod = { imported: 2 ** 24 - 1, exported: 0 };
  const charged = {
    result: nothing,
    readings: DAY.readings.with(0, { imported: 2 ** 23, exported: 0 }),
    dayImportCap: 2 ** 26,
    deposit: 2n ** 45n,
    market: { ...DAY.market, network: [2n ** 22n, 0n, 0n, 0n] },
  };
  const bought = {
    cells: DAY.cells.with(0, cell(0, 65_535, MAX_QTY)),
    result: { ...DAY.result, traded: 1n, p: [1, 0, 0, 0] },
    market: { ...DAY.market, floor: 2n ** 20n - 9n },
    deposit: 2n ** 44n,
    readings: DAY.readings.with(0, onePeriod),
    dayImportCap: 2 ** 26,
  };
  return [
    attack(PRODUCT, withValues(honest, { ownerPk: 1n })),
    attack(ROOT, withValues(honest, { orderRoot: 1n })),
    attack('Range(32)(dayImportCap - importTotal)', build.settle({ dayImportCap: 2709 })),
    attack('Range(32)(dayExportCap - exportTotal)', build.settle({ dayExportCap: 2799 })),
    attack('tradedBit[K] <== Num2Bits(K)(traded)', withValues(honest, { traded: 31n })),
    attack(
      '(refund, shortfall) <== SignedParts(45)(deposit - (tradeNet + residual + networkNet + fixedPerDay))',
      build.settle({ deposit: costOf(DAY).cost + 2n ** 45n }),
    ),
    attack('Range(45)(networkNet)', build.settle(charged)),
    attack('Range(45)(tradeNet + (1 << 44))', build.settle(bought)),
  ];
}

function hostileSignatures(hasher: Hasher, build: Builders): Hostile[] {
  const honest = build.settle();
  const S = honest.S as bigint;
  const attack = (attacks: string, inputs: Inputs) => ({ template: 'Settle', attacks, inputs });
  const byDso = build.settle({ status: STATUS_DSO });
  const signed = ({ x, y }: Point, signature: { S: bigint; R8: Point }): Inputs => ({
    ...{ ...byDso, dsoX: x, dsoY: y },
    ...{ S: signature.S, R8x: signature.R8.x, R8y: signature.R8.y },
  });
  const everybody = keyOfEverybody();
  const message = readingMessage(hasher, {
    chainId: byDso.chainId as bigint,
    position: Number(byDso.position),
    day: Number(byDso.day),
    status: STATUS_DSO,
    readings: DAY.readings,
  });
  const { key, wrongX, wrongY } = halfSignatures(hasher, 99n, message);
  return [
    attack('BabyCheck()(Ax, Ay)', signed(everybody.key, everybody.signature)),
    attack('smallOrder === 0', signed({ x: 0n, y: 1n }, { S: 1n, R8: BASE8 })),
    attack('sBits[253] <== Num2Bits(253)(S)', withValues(honest, { S: S + 2n ** 253n })),
    attack('tooLarge.out === 0', withValues(honest, { S: S + SUBGROUP_ORDER })),
    attack('sB[0] === x', signed(key, wrongX)),
    attack('sB[1] === y', signed(key, wrongY)),
  ];
}

function hostileMaskSums(hasher: Hasher, build: Builders): Hostile[] {
  const [first, last] = build.maskSums([123_456_789n, 2n, 5n]) as [Inputs, Inputs];
  const attack = (attacks: string, inputs: Inputs) => ({ template: 'MaskSum', attacks, inputs });
  const opened = hash(hasher, TAGS.MSUM, [first.saltIn as bigint, ...(first.sumsIn as bigint[])]);
  return [
    attack('Bit()(first)', { ...first, first: 2n, stateIn: -opened }),
    attack('stateIn === (1 - first) * opened', withValues(last, { saltIn: 1n })),
    attack('first * sumsIn[w] === 0', withValues(first, { 'sumsIn[1]': 1n })),
    attack('end === foldEnd', withValues(last, { foldEnd: 1n })),
    attack('Bit()(last)', { ...last, last: 2n }),
  ];
}
