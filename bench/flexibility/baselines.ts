/** What a need takes of readings: the root over a day of an area, and what homes would have used. */

import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { capacity } from '@veilgrid/protocol/core/crypto/tree';
import type { Reading } from '@veilgrid/protocol/core/readings';
import { relief } from '@veilgrid/protocol/flexibility/baseline';
import { chunksMost, readRootOf } from '@veilgrid/protocol/flexibility/readRoot';
import { paramsOf } from '@veilgrid/protocol/params';
import { HashPool, toBytes, type WasmContext, WasmTree8 } from '@veilgrid/wasm-core';
import { againstLeanImt } from '../againstLeanImt.js';
import { elements } from '../elements.js';
import { figure, type Row } from '../rows.js';
import { ALL_THREADS } from '../threads.js';
import { medians } from '../timing.js';

const params = paramsOf('full');
const HOMES = 10_000;
/** Homes whose readings differ; the others have the same. */
const APART = 500;
const ROUNDS = 3;

export async function readRootRows(hasher: Hasher, context: WasmContext): Promise<Row[]> {
  const { chunkDepth } = params;
  const size = capacity(chunkDepth);
  const leaves = elements(chunksMost(params) * size);
  const pool = await HashPool.create();
  const build = async () => {
    const roots: bigint[] = [];
    for (let from = 0; from < leaves.length; from += size) {
      const chunk = toBytes(leaves.slice(from, from + size));
      roots.push((await WasmTree8.build(context, chunkDepth, chunk, pool)).root);
    }
    return readRootOf(hasher, params, roots);
  };
  const rows = [
    await againstLeanImt(`root over ${leaves.length} readings of a day, ${ALL_THREADS}`, leaves, build),
  ];
  pool.close();
  return rows;
}

/** Each home's half hours against its own listed days, as a wallet shows them and a claim of it is checked. */
export async function baselineRows(): Promise<Row[]> {
  const some = (seed: number, n: number) => (((seed + 1) * 2_654_435_761) >>> 7) % n;
  const dayOf = (home: number, day: number): Reading[] =>
    Array.from({ length: params.K }, (_, k) => ({
      imported: some(83 * home + 7 * day + k, 2_500),
      exported: some(79 * home + 5 * day + k, 900),
    }));
  const homes = Array.from({ length: APART }, (_, home) => ({
    own: dayOf(home, 0),
    listed: Array.from({ length: params.baselineDays }, (__, day) => dayOf(home, 1 + day)),
  }));
  const factor = { imports: 1_100, exports: 950 };
  const all = () => {
    let total = 0n;
    for (let i = 0; i < HOMES; i++) {
      const { own, listed } = homes[i % APART]!;
      own.forEach((reading, k) => {
        const days = listed.map((day) => day[k]!);
        total += relief(reading, days, factor);
      });
    }
    return total;
  };
  const [seconds] = await medians(ROUNDS, all);
  return [
    figure(
      `baselines of ${HOMES} homes, ${params.baselineDays} days, one thread`,
      HOMES / seconds!,
      'homes/s',
    ),
  ];
}
