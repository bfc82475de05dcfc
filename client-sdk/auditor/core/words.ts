/** What the sums of a set's words open to, and which of them may be shown how. protocol/core.md "Words". */
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { ensure } from '@veilgrid/protocol/errors';
import { MAX_QTY, MIN_GROUP, type Params } from '@veilgrid/protocol/params';
import type { ShownEnergy } from './ledger.js';

const HALF_HOURS = 6;

/** `count` values of `bits` each, lowest first; nothing may stand above them. */
export function unpack(word: bigint, count: number, bits: bigint): bigint[] {
  ensure(word >> (bits * BigInt(count)) === 0n, 'LANES_INVALID');
  const mask = (1n << bits) - 1n;
  return Array.from({ length: count }, (_, i) => (word >> (bits * BigInt(i))) & mask);
}

/** How many fill each word of a group's exports, each two words of its imports, and all of them with either. */
export interface CountBook {
  readonly exports: readonly number[];
  readonly imports: readonly number[];
  readonly active: number;
}

export function countsBook({ countLanes, sideWords }: Params, lanes: readonly number[]): CountBook {
  return {
    exports: lanes.slice(0, sideWords),
    imports: lanes.slice(sideWords, countLanes - 1),
    active: lanes[countLanes - 1]!,
  };
}

/** @throws ProtocolError LANES_INVALID where a lane holds more than there are members */
export function countsIn({ countLanes }: Params, word: bigint, members: number): number[] {
  const lanes = unpack(word, countLanes, 19n).map(Number);
  ensure(
    lanes.every((lane) => lane <= members),
    'LANES_INVALID',
    { field: 'sum' },
  );
  return lanes;
}

/** Bits of an opening: which words show both sides, and which their difference. */
export interface ShownBits {
  readonly both: number;
  readonly net: number;
}

/** Ten unknown contributors on both sides and no call in the word, or the net. @param called by half hour */
export function shownBits(params: Params, counts: CountBook, open: number, called: bigint): ShownBits {
  let both = 0;
  let net = 0;
  for (let w = 0; w < params.sideWords; w++) {
    const periods = (called >> BigInt(HALF_HOURS * w)) & ((1n << BigInt(HALF_HOURS)) - 1n);
    const exporters = counts.exports[w]! - open;
    const importers = counts.imports[Math.floor(w / 2)]! - open;
    if (periods === 0n && exporters >= MIN_GROUP && importers >= MIN_GROUP) both += 2 ** w;
    else net += 2 ** w;
  }
  return { both, net };
}

/**
 * @param words what A and B show of the sums of the lanes, less their masks: in place of both sides' difference where
 * the net is shown
 * @throws ProtocolError LANES_INVALID
 */
export function energyIn(
  { K, sideWords }: Params,
  words: readonly bigint[],
  { both }: ShownBits,
  members: number,
): ShownEnergy {
  const most = BigInt(members) * BigInt(MAX_QTY);
  const zeros = (count: number) => Array<bigint>(count).fill(0n);
  const energy = { imports: [] as bigint[], exports: [] as bigint[], nets: [] as bigint[] };
  for (let w = 0; w < sideWords; w++) {
    const v = w + sideWords;
    const periods = Math.min(HALF_HOURS, K - HALF_HOURS * w);
    const lanes = (word: bigint) => unpack(mod(word), periods, 42n);
    if (Math.floor(both / 2 ** w) % 2 === 1) {
      energy.imports.push(...lanes(words[w]!));
      energy.exports.push(...lanes(words[v]!));
      energy.nets.push(...zeros(periods));
      continue;
    }
    const half = 1n << 41n;
    const lift = Array.from({ length: periods }, (_, i) => half << BigInt(42 * i)).reduce((a, b) => a + b);
    energy.nets.push(...lanes(words[w]! + lift).map((x) => x - half));
    energy.imports.push(...zeros(periods));
    energy.exports.push(...zeros(periods));
  }
  const fits = Object.values(energy)
    .flat()
    .every((x) => x <= most && x >= -most);
  ensure(fits, 'LANES_INVALID', { field: 'sum' });
  return energy;
}
