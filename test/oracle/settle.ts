import { type Bill, type BillInputs, billOf } from './bill.js';
import { countsOf } from './counts.js';
import { type Crypto, domain, inField } from './crypto.js';
import { commitment } from './order.js';
import { COUNT, LOADS, MONEY, pack, READING } from './packing.js';
import { demand, type Verdict, verdictOf } from './verdict.js';

/** The inputs of a settlement under the names of its signals; what is signed is a negative number here. */
export interface SettleInputs extends BillInputs {
  readonly context: bigint;
  readonly status: bigint;
  readonly open: bigint;
  readonly late: bigint;
  readonly auctionId: bigint;
  readonly groupId: bigint;
  readonly terms: bigint;
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

/** Money of a day: from 0 to below this. */
const LIMIT = 1n << 45n;

export const sum = (values: readonly bigint[]): bigint => values.reduce((a, b) => a + b, 0n);
const max0 = (x: bigint): bigint => (x > 0n ? x : 0n);

export function pointOf(crypto: Crypto, s: SettleInputs): bigint {
  const { position, meterAx, meterAy, dayImportCap, dayExportCap } = s;
  const keys = [crypto.hash('KEYA', s.kA), crypto.hash('KEYB', s.kB)];
  return crypto.hash('POINT', position, meterAx, meterAy, dayImportCap, dayExportCap, ...keys, s.open);
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

/** protocol/core.md "Keys of A and B in a day": tag of the group, masks of the terms. */
function keyWords(crypto: Crypto, role: 'A' | 'B', k: bigint, s: SettleInputs, loadWords: number) {
  const [tag] = crypto.squeeze(domain(`TAG${role}`), [k, s.groupId, 0n], 1);
  const [last, short, many] = crypto.squeeze(domain(`LAST${role}`), [k, s.terms, 0n], 3);
  const masks = crypto.squeeze(domain(`MASK${role}`), [k, s.terms], loadWords);
  return { tag: tag!, short: short!, masks: [...masks, last!, many!] };
}

/** protocol/market.md, settle, "Late": what the note holds and the bill shows. */
function lateOf(s: SettleInputs, refund: bigint) {
  demand(s.late === 0n || s.late === 1n, 'late is a bit');
  demand(s.deposit >= 0n && s.deposit < LIMIT, 'the deposit is below 2^45');
  if (s.late === 0n) return { noteValue: refund, shown: 0n };
  const noteValue = refund > s.deposit ? s.deposit : refund;
  return { noteValue, shown: noteValue + (s.deposit << 45n) };
}

function outputsOf(crypto: Crypto, s: SettleInputs, { cost, network }: Bill): bigint[] {
  const refund = max0(s.deposit - cost);
  const shortfall = max0(cost - s.deposit);
  demand(refund < LIMIT && shortfall < LIMIT, 'refund and shortfall are below 2^45');
  demand(network >= 0n && network < LIMIT, 'network is below 2^45');
  const { noteValue, shown } = lateOf(s, refund);
  const loads = [...pack(LOADS, s.imp), ...pack(LOADS, s.exp)];
  const [money] = pack(MONEY, [refund, network, shortfall, s.deposit]);
  const [counts] = pack(COUNT, countsOf(s));
  const lanes = [...loads, money!, counts!];
  const a = keyWords(crypto, 'A', s.kA, s, loads.length);
  const b = keyWords(crypto, 'B', s.kB, s, loads.length);
  const totals = sum(s.imp) + (sum(s.exp) << 32n);
  const salt2 = crypto.hash('SALT2', s.salt);
  const rho = crypto.hash('RHO', s.salt, s.auctionId);
  return [
    crypto.hash('SETTLE', s.salt, s.auctionId),
    shown,
    crypto.hash('READC', messageOf(crypto, s), totals, pointOf(crypto, s), salt2),
    crypto.hash('NOTE', s.asset, noteValue, s.ownerPk, rho),
    a.tag,
    b.tag,
    inField(shortfall + a.short),
    ...lanes.map((lane, i) => inField(lane + a.masks[i]! + b.masks[i]!)),
  ];
}

/** protocol/market.md, settle: nf, shown, R, refundCm, tagA, tagB, short, lanes. */
export function settle(crypto: Crypto, s: SettleInputs): Verdict {
  return verdictOf(() => {
    checkMembership(crypto, s);
    checkReading(crypto, s);
    return outputsOf(crypto, s, billOf(s));
  });
}
