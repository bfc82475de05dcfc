import type { PeriodClearing } from '@veilgrid/protocol/core/books/clearing';
import { BASE8, type Point, SUBGROUP_ORDER } from '@veilgrid/protocol/core/crypto/babyjub';
import { type Hasher, hash } from '@veilgrid/protocol/core/crypto/hash';
import type { MerklePath } from '@veilgrid/protocol/core/crypto/tree';
import { readingMessage, STATUS_DSO } from '@veilgrid/protocol/core/readings';
import { TAGS } from '@veilgrid/protocol/tags';
import { withValues } from '../circuits/support/binding.js';
import { clearingDay } from '../circuits/support/clearingDay.js';
import { partOf } from '../circuits/support/partOf.js';
import { pack } from '../circuits/support/reference.js';
import { costOf, settleDay, voidResult } from '../circuits/support/settleCase.js';
import type { Inputs } from '../circuits/support/witness.js';
import { detached, ends, type Hostile, on, PRODUCT, ROOT } from './attack.js';
import { type Builders, cell, maskKeys } from './cases.js';
import { halfSignatures, keyOfEverybody } from './forgery.js';
import { hostileDisclosure } from './hostileDisclosure.js';
import { hostileFlexibility } from './hostileFlexibility.js';

/** @returns attacks on the checks that stand in the circuits themselves */
export function hostileCircuits(hasher: Hasher, build: Builders): Hostile[] {
  return [
    ...hostileTransfers(hasher, build),
    ...hostileOrders(hasher, build),
    ...hostileClears(hasher, build),
    ...hostileCloses(hasher, build),
    ...hostileSettlements(hasher, build),
    ...hostileSignatures(hasher, build),
    ...hostileMaskSums(hasher, build),
    ...hostileFlexibility(hasher, build),
    ...hostileDisclosure(hasher, build),
  ];
}

function hostileTransfers(hasher: Hasher, build: Builders): Hostile[] {
  const honest = build.transfer([700n, 45n], [600n, 100n], 45n);
  const max = 2n ** 64n - 1n;
  const { noteDepth } = build.params;
  const [one, two] = honest.inPath as unknown as [MerklePath, MerklePath];
  const attack = on('Transfer');
  return [
    attack(`inPath[i], noteRoot, inValue[i]) ${PRODUCT}`, { ...honest, inPath: [two, two] }),
    attack(`inPath[i], noteRoot, inValue[i]) ${PRODUCT}`, {
      ...honest,
      inPath: [one, detached(hasher, two, 0, noteDepth - 1)],
    }),
    attack(`inPath[i], noteRoot, inValue[i]) ${ROOT}`, {
      ...honest,
      inPath: [detached(hasher, one, 7, noteDepth), two],
    }),
    attack(`inPath[i], noteRoot, inValue[i]) ${ROOT}`, {
      ...honest,
      inPath: [one, detached(hasher, two, 0, noteDepth)],
    }),
    attack('Range(64)(inValue[i])', build.transfer([max + 1n, 0n], [max, 1n], 0n)),
    attack('Range(64)(inValue[i])', build.transfer([0n, max + 1n], [max, 1n], 0n)),
    attack('Range(64)(outValue[i])', build.transfer([5n, 0n], [6n, -1n], 0n)),
    attack('Range(64)(outValue[i])', build.transfer([5n, 0n], [-1n, 6n], 0n)),
    attack('Range(64)(publicOut)', build.transfer([max, 1n], [0n, 0n], max + 1n)),
    attack('=== outValue[0] + outValue[1] + publicOut', build.transfer([700n, 45n], [600n, 100n], 44n)),
  ];
}

function hostileOrders(hasher: Hasher, build: Builders): Hostile[] {
  const { K, pointDepth, noteDepth } = build.params;
  const honest = build.order({ extra: 10n ** 9n });
  const attack = on('Order');
  const plusOne = (name: string) => withValues(honest, { [name]: (honest[name] as bigint) + 1n });
  const path = (name: string, slot: number, level: number) => ({
    ...honest,
    [name]: detached(hasher, honest[name] as unknown as MerklePath, slot, level),
  });
  const side = honest.side as bigint[];
  return [
    attack(`pointPath, pointRoot, 1) ${PRODUCT}`, plusOne('importCap')),
    attack(`pointPath, pointRoot, 1) ${PRODUCT}`, path('pointPath', 2, pointDepth - 1)),
    attack(`pointPath, pointRoot, 1) ${ROOT}`, plusOne('pointRoot')),
    attack(`inPath, noteRoot, 1) ${PRODUCT}`, plusOne('inRho')),
    attack(`inPath, noteRoot, 1) ${PRODUCT}`, path('inPath', 6, noteDepth - 1)),
    attack(`inPath, noteRoot, 1) ${ROOT}`, plusOne('noteRoot')),
    attack('Range(64)(deposit)', build.order({ dayLimit: 2n ** 64n })),
    attack('Range(64)(inValue - deposit)', build.order({ change: -1n })),
    ...ends(K).map((k) => {
      const cap = honest[side[k] === 0n ? 'importCap' : 'exportCap'] as bigint;
      return attack('Range(24)(sideCap[k] - qty[k])', withValues(honest, { [`qty[${k}]`]: cap + 1n }));
    }),
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
  const parameters = L!.map((l, k) => l + (H![k]! << 16n) + (lambda![k]! << 32n) + (rationed![k]! << 56n));
  return hash(hasher, TAGS.CLR, [salt, ...sums, count, ...pack(parameters, 4, 60)]);
}

function hostileClears(hasher: Hasher, build: Builders): Hostile[] {
  const { params } = build;
  const { K, clearN, clearingWords } = params;
  const [first, middle] = build.clearing().batches as [Inputs, Inputs];
  const [empty] = build.clearing([]).batches as [Inputs];
  const attack = on('Clear');
  const opened = clearingState(hasher, first.saltIn as bigint, first.sumsIn as bigint[], 0n, first);
  // A quantity below 0, which the operator could never have opened from an order.
  const periods = Array<PeriodClearing>(K).fill({
    ...{ L: 5, H: 5, level: 5, volume: 0, lambda: 0, rationed: 0 },
    ...{ lambdaBuy: 0, lambdaSell: 0, traded: false },
  });
  const negative = (slot: number) =>
    Array.from({ length: clearN }, (_, i) =>
      Array.from({ length: K }, (_, k) => cell(0, 3, i === slot && k === 0 ? -1 : 0)),
    );
  return [
    attack('Bit()(first)', { ...first, first: 2n, stateIn: -opened }),
    attack('stateIn === (1 - first) * opened', withValues(middle, { saltIn: 1n })),
    ...ends(clearingWords).map((w) =>
      attack('first * sumsIn[w] === 0', withValues(first, { [`sumsIn[${w}]`]: 1n })),
    ),
    attack('first * countIn === 0', withValues(first, { countIn: 1n })),
    attack('end === foldEnd', withValues(middle, { foldEnd: 1n })),
    attack('(words[i][w] - padding) === 0', withValues(empty, { 'qty[0][0]': 1n })),
    attack('(words[i][w] - padding) === 0', withValues(empty, { [`qty[${clearN - 1}][${K - 1}]`]: 1n })),
    ...ends(clearN).map((slot) =>
      attack(
        'nonNull[i] <== Positive(31)(total)',
        clearingDay(hasher, negative(slot), periods, params).batches[0]!,
      ),
    ),
  ];
}

function hostileCloses(hasher: Hasher, build: Builders): Hostile[] {
  const honest = build.clearing().close;
  const attack = on('Close');
  const count = honest.count as bigint;
  // Volume above the last lane of a word, where the hints do not look.
  const carried = (w: number, lane: bigint) => {
    const sums = (honest.sums as bigint[]).map((sum, i) => (i === w ? sum + 2n ** lane : sum));
    return { ...honest, sums, state: clearingState(hasher, honest.salt as bigint, sums, count, honest) };
  };
  return [
    attack('opened === state', withValues(honest, { state: 1n })),
    attack('pack.words[w] === sums[w]', carried(0, 250n)),
    attack('pack.words[w] === sums[w]', carried(build.params.clearingWords - 1, 200n)),
    attack('Bit()(enough)', honest, { enough: partOf(9n - count, count - 10n, 0n) }),
    attack('Range(19)(minGroup - 1 - count + reached)', honest, { enough: 1n }),
    attack('Bit()(hides)', withValues(honest, { hides: 2n })),
  ];
}

function hostileSettlements(hasher: Hasher, build: Builders): Hostile[] {
  const { params } = build;
  const honest = build.settle();
  const day = settleDay(params);
  const attack = on('Settle');
  const alone = <T>(value: T, other: T) => day.cells.map((_, k) => (k === 0 ? value : other));
  const total = (of: 'imported' | 'exported') => day.readings.reduce((sum, r) => sum + r[of], 0);
  const charged = {
    result: voidResult(params),
    readings: day.readings.with(0, { imported: 2 ** 23, exported: 0 }),
    dayImportCap: 2 ** 26,
    deposit: 2n ** 45n - 1n,
    market: { ...day.market, network: alone(2n ** 22n, 0n) },
  };
  const costing = (deposit: bigint, cost: bigint) => {
    const fixedPerDay = day.market.fixedPerDay - costOf(day).cost + cost;
    return build.settle({ deposit, market: { ...day.market, fixedPerDay } });
  };
  return [
    attack(PRODUCT, withValues(honest, { ownerPk: 1n })),
    attack(PRODUCT, {
      ...honest,
      orderPath: detached(hasher, honest.orderPath as unknown as MerklePath, 3, params.orderDepth - 1),
    }),
    attack(ROOT, withValues(honest, { orderRoot: 1n })),
    attack('Range(32)(dayImportCap - importTotal)', build.settle({ dayImportCap: total('imported') - 1 })),
    attack('Range(32)(dayExportCap - exportTotal)', build.settle({ dayExportCap: total('exported') - 1 })),
    attack(
      'tradedBit[K] <== Num2Bits(K)(traded)',
      withValues(honest, { traded: 2n ** BigInt(params.K + 1) - 1n }),
    ),
    attack(
      '(refund, shortfall) <== SignedParts(45)(deposit - (tradeNet + residual + networkNet + fixedPerDay))',
      costing(1n, 1n - 2n ** 45n),
    ),
    attack('Range(45)(networkNet)', build.settle(charged)),
    attack('Range(45)(deposit)', costing(2n ** 45n, 1n)),
    attack('Bit()(late)', withValues(honest, { late: 2n })),
  ];
}

function hostileSignatures(hasher: Hasher, build: Builders): Hostile[] {
  const honest = build.settle();
  const S = honest.S as bigint;
  const attack = on('Settle');
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
    readings: settleDay(build.params).readings,
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
  const [first, last] = build.maskSums(maskKeys(build.params)) as [Inputs, Inputs];
  const attack = on('MaskSum');
  const opened = hash(hasher, TAGS.MSUM, [first.saltIn as bigint, ...(first.sumsIn as bigint[])]);
  return [
    attack('Bit()(first)', { ...first, first: 2n, stateIn: -opened }),
    attack('stateIn === (1 - first) * opened', withValues(last, { saltIn: 1n })),
    ...ends(build.params.laneWords).map((w) =>
      attack('first * sumsIn[w] === 0', withValues(first, { [`sumsIn[${w}]`]: 1n })),
    ),
    attack('end === foldEnd', withValues(last, { foldEnd: 1n })),
    attack('Bit()(last)', { ...last, last: 2n }),
  ];
}
