import { type Bill, type BillInputs, billOf } from './bill.js';
import { type Crypto, domain, inField } from './crypto.js';
import { commitment } from './order.js';
import { LOADS, MONEY, pack, READING } from './packing.js';
import { demand, type Verdict, verdictOf } from './verdict.js';

/** The inputs of a settlement under the names of its signals; what is signed is a negative number here. */
export interface SettleInputs extends BillInputs {
  readonly context: bigint;
  readonly status: bigint;
  readonly auctionId: bigint;
  readonly chainId: bigint;
  readonly day: bigint;
  readonly orderRoot: bigint;
  readonly asset: bigint;
  readonly dsoX: bigint;
  readonly dsoY: bigint;
  readonly ownerPk: bigint;
  readonly deposit: bigint;
  readonly salt: bigint;
  readonly orderPath: readonly (readonly bigint[])[];
  readonly position: bigint;
  readonly meterAx: bigint;
  readonly meterAy: bigint;
  readonly dayImportCap: bigint;
  readonly dayExportCap: bigint;
  readonly kA: bigint;
  readonly kB: bigint;
  readonly R8x: bigint;
  readonly R8y: bigint;
  readonly S: bigint;
}

export const sum = (values: readonly bigint[]): bigint => values.reduce((a, b) => a + b, 0n);
const max0 = (x: bigint): bigint => (x > 0n ? x : 0n);

export function pointOf(crypto: Crypto, s: SettleInputs): bigint {
  const { position, meterAx, meterAy, dayImportCap, dayExportCap } = s;
  const keys = [crypto.hash('KEYA', s.kA), crypto.hash('KEYB', s.kB)];
  return crypto.hash('POINT', position, meterAx, meterAy, dayImportCap, dayExportCap, ...keys);
}

/** The leaf of the household's order. */
export function orderOf(crypto: Crypto, s: SettleInputs): bigint {
  const inner = crypto.hash('INNER', s.ownerPk, pointOf(crypto, s), s.deposit, s.salt);
  return commitment(crypto, s.auctionId, s, inner);
}

/** What the meter or the DSO signs. */
export function messageOf(crypto: Crypto, s: SettleInputs): bigint {
  const pairs = s.imp.map((imp, k) => imp + (s.exp[k]! << 30n));
  const header = s.position + (s.day << 32n) + (s.status << 64n);
  return crypto.hash('READ', s.chainId, header, ...pack(READING, pairs));
}

function checkMembership(crypto: Crypto, s: SettleInputs): void {
  let node = orderOf(crypto, s);
  for (const children of s.orderPath) {
    demand(children.includes(node), 'the order stands under orderRoot');
    node = crypto.hash('TREE', ...children);
  }
  demand(node === s.orderRoot, 'the order stands under orderRoot');
}

function checkReading(crypto: Crypto, s: SettleInputs): void {
  demand(s.status === 0n || s.status === 1n, 'status is a bit');
  demand(
    [...s.imp, ...s.exp].every((x) => x >= 0n && x < 1n << 24n),
    'readings are u24',
  );
  const key = s.status === 1n ? { x: s.dsoX, y: s.dsoY } : { x: s.meterAx, y: s.meterAy };
  demand(crypto.verifies(key, messageOf(crypto, s), s), 'the reading day is signed');
  demand(sum(s.imp) <= s.dayImportCap, 'imports are within the day cap');
  demand(sum(s.exp) <= s.dayExportCap, 'exports are within the day cap');
}

/** protocol/core.md "Keys of A and B in a day". */
function keyWords(crypto: Crypto, role: 'A' | 'B', k: bigint, auctionId: bigint, loadWords: number) {
  const [tag, lastMask, short] = crypto.squeeze(domain(`TAG${role}`), [k, auctionId, 0n], 3);
  const masks = crypto.squeeze(domain(`MASK${role}`), [k, auctionId], loadWords);
  return { tag: tag!, short: short!, masks: [...masks, lastMask!] };
}

function outputsOf(crypto: Crypto, s: SettleInputs, { cost, network, tradeNet }: Bill): bigint[] {
  const refund = max0(s.deposit - cost);
  const shortfall = max0(cost - s.deposit);
  demand(refund < 1n << 45n && shortfall < 1n << 45n, 'refund and shortfall are below 2^45');
  demand(network >= 0n && network < 1n << 45n, 'network is below 2^45');
  demand(tradeNet >= -(1n << 44n) && tradeNet < 1n << 44n, 'tradeNet is from −2^44 to 2^44 − 1');
  const loads = pack(LOADS, [...s.imp, ...s.exp]);
  const lanes = [...loads, ...pack(MONEY, [refund, network, shortfall, tradeNet + (1n << 44n)])];
  const a = keyWords(crypto, 'A', s.kA, s.auctionId, loads.length);
  const b = keyWords(crypto, 'B', s.kB, s.auctionId, loads.length);
  const totals = sum(s.imp) + (sum(s.exp) << 32n);
  const salt2 = crypto.hash('SALT2', s.salt);
  const rho = crypto.hash('RHO', s.salt, s.auctionId);
  return [
    crypto.hash('SETTLE', s.salt, s.auctionId),
    crypto.hash('READC', messageOf(crypto, s), totals, pointOf(crypto, s), salt2),
    crypto.hash('NOTE', s.asset, refund, s.ownerPk, rho),
    a.tag,
    b.tag,
    inField(shortfall + a.short),
    ...lanes.map((lane, i) => inField(lane + a.masks[i]! + b.masks[i]!)),
  ];
}

/** protocol/market.md, settle: nf, R, refundCm, tagA, tagB, short, lanes. */
export function settle(crypto: Crypto, s: SettleInputs): Verdict {
  return verdictOf(() => {
    checkMembership(crypto, s);
    checkReading(crypto, s);
    return outputsOf(crypto, s, billOf(s));
  });
}
