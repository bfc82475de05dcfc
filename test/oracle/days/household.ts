import { billOf } from '../bill.js';
import type { Crypto } from '../crypto.js';
import { messageOf, orderOf, type SettleInputs, sum } from '../settle.js';
import type { Sizes } from '../sizes.js';
import { Random } from './random.js';

export const U24 = (1n << 24n) - 1n;
export const TOP_LEVEL = 65_535n;
const METER = 1;
const DSO = 2;

export const every = (K: number, value: bigint): bigint[] => Array<bigint>(K).fill(value);
export const only = (K: number, k: number, value: bigint): bigint[] => every(K, 0n).with(k, value);

/** A household's day in which every number is 0; signed and in a tree once it is sealed. */
export function zeroDay(crypto: Crypto, { K, orderDepth }: Sizes): SettleInputs {
  const [meter, dso] = [crypto.keyOf(METER), crypto.keyOf(DSO)];
  const none = every(K, 0n);
  return {
    ...{ context: 0n, status: 0n, open: 0n, late: 0n, auctionId: 0n, groupId: 0n, terms: 0n },
    ...{ chainId: 0n, day: 0n, orderRoot: 0n, asset: 0n },
    ...{ dsoX: dso.x, dsoY: dso.y, floor: 0n, tick: 0n, fixedPerDay: 0n, traded: 0n },
    ...{ p: none, lambdaBuy: none, lambdaSell: none, ownerPk: 0n, deposit: 0n, salt: 0n },
    ...{ importPrice: none, exportPrice: none, network: none, discount: none },
    ...{ side: none, level: none, qty: none, imp: none, exp: none },
    ...{ position: 0n, meterAx: meter.x, meterAy: meter.y, dayImportCap: 0n, dayExportCap: 0n },
    ...{ kA: 0n, kB: 0n, R8x: 0n, R8y: 0n, S: 0n, orderPath: Array(orderDepth).fill(every(8, 0n)) },
  };
}

/** The deposit that leaves `rest` after the bill: a refund, or a shortfall if negative. */
export const leaving = (day: SettleInputs, rest: bigint): SettleInputs => ({
  ...day,
  deposit: billOf(day).cost + rest,
});

/** Caps that the day's totals just meet, or miss by one. */
export const capped = (day: SettleInputs, spareImport = 0n, spareExport = 0n): SettleInputs => ({
  ...day,
  dayImportCap: sum(day.imp) + spareImport,
  dayExportCap: sum(day.exp) + spareExport,
});

/** Signs the day's reading and puts its order into a tree, at a place that follows from the seed. */
export function sealed(crypto: Crypto, { orderDepth }: Sizes, day: SettleInputs, seed = 0): SettleInputs {
  const random = new Random(seed + 1);
  const signature = crypto.sign(day.status === 1n ? DSO : METER, messageOf(crypto, day));
  const orderPath: bigint[][] = [];
  let node = orderOf(crypto, day);
  for (let depth = 0; depth < orderDepth; depth++) {
    const siblings = every(8, 0n).map(() => random.pick([0n, random.below(1n << 250n)]));
    orderPath.push(siblings.with(Number(random.below(8n)), node));
    node = crypto.hash('TREE', ...orderPath[depth]!);
  }
  return { ...day, ...signature, orderPath, orderRoot: node };
}
