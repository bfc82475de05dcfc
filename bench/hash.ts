/** Measures field, Poseidon and trees. See USAGE. */
import railgun from '@railgun-community/poseidon-hash-wasm';
import { R } from '@veilgrid/protocol/core/crypto/field';
import { fromBytes, HashPool, toBytes, WasmContext, WasmTree8 } from '@veilgrid/wasm-core';
import { LeanIMT } from '@zk-kit/lean-imt';
import { buildPoseidon } from 'circomlibjs';
import { poseidon2, poseidon8 } from 'poseidon-lite';
import { elements } from './elements.js';
import { hashForms } from './hashForms.js';
import { usageOf, wantsJson } from './options.js';
import { print, type Row, row } from './rows.js';
import { ALL_THREADS } from './threads.js';
import { medians, secondsOf, warmUp } from './timing.js';

const USAGE = usageOf(
  'hash',
  `Field, Poseidon and trees against their peers. Everybody gets bigints and gives bigints, converting as their
documentation says. A second row gives circomlibjs what it is fastest with, Montgomery bytes in and out,
against our 32-byte elements, which still have to be converted. Then CPU time and memory beside the scalar
module, from bytes to bytes, where this engine runs another.`,
);
const ROUNDS = 5;
const MICRO = 1e6;

const json = wantsJson(USAGE);
const context = await WasmContext.create();
const circomlib = await buildPoseidon();
const rows: Row[] = [];

// The unrolled kernels are large: V8 takes a while to compile them well, beside what else the machine does.
const few = toBytes(elements(8 * 20));
await warmUp(() => [2, 8].map((n) => context.hashMany(few, n, 0n)), 2);
await warmUp(() => context.productMany(0, few, 100), 0.5);

for (const [t, items, few, lite] of [
  [3, 2000, 100, poseidon2],
  [9, 600, 25, poseidon8],
] as const) {
  const n = t - 1;
  const inputs = elements(n);
  const batch = elements(n * items);
  const bytes = toBytes(batch);
  const ours = () => fromBytes(context.hashMany(toBytes(batch), n, 0n));
  const montgomery = new Uint8Array(inputs.flatMap((x) => [...circomlib.F.e(x)]));
  const times = await medians(
    ROUNDS,
    ours,
    () => repeat(few * 4, () => circomlib.F.toObject(circomlib(inputs))),
    () => repeat(few, () => lite(inputs)),
    () => context.hashMany(bytes, n, 0n),
    () => repeat(few * 4, () => circomlib(montgomery)),
  );
  const micros = (times[0]! / items) * MICRO;
  const name = `Poseidon t=${t}, batch of ${items}, one thread`;
  rows.push(row(name, micros, 'µs', 'circomlibjs buildPoseidon', (times[1]! / few / 4) * MICRO));
  const [raw, rawPeer] = [(times[3]! / items) * MICRO, (times[4]! / few / 4) * MICRO];
  rows.push(row(`${name}, bytes`, raw, 'µs', 'circomlibjs buildPoseidon, Montgomery bytes', rawPeer));
  rows.push(row(name, micros, 'µs', 'poseidon-lite', (times[2]! / few) * MICRO));
  if (t !== 3) continue;
  const [again, seconds] = await medians(ROUNDS, ours, () => repeat(few, () => railgun.poseidon(inputs)));
  const peer = '@railgun-community/poseidon-hash-wasm';
  rows.push(row(name, (again! / items) * MICRO, 'µs', peer, (seconds! / few) * MICRO));
}

rows.push(...(await trees()), await fieldProducts(), ...(await hashForms()));
print(rows, json);

/** lean-imt with as many leaves as it can hash in a few seconds; counted hashes extrapolate it to 2^18. */
async function trees(): Promise<Row[]> {
  const SINGLES = 64;
  // 10101011000000b and on: a typical number of set bits, which are what a single insert hashes.
  const FIRST = 10_944;
  const leaves = elements(2 ** 14);
  let hashes = 0;
  const lean = new LeanIMT<bigint>((a, b) => {
    hashes++;
    return poseidon2([a, b]);
  });
  let batched = await secondsOf(() => lean.insertMany(leaves.slice(0, FIRST)));
  let counted = hashes;
  const tree = new WasmTree8(context, 6);
  tree.write(0, toBytes(leaves.slice(0, FIRST)));
  const [ours, peer] = [[] as number[], [] as number[]];
  for (const leaf of leaves.slice(FIRST, FIRST + SINGLES)) {
    ours.push(await secondsOf(() => tree.append(leaf)));
    peer.push(await secondsOf(() => lean.insert(leaf)));
  }
  const median = (xs: number[]) => xs.sort((a, b) => a - b)[SINGLES / 2]!;
  const append = row(
    `append one leaf to a tree of ${FIRST}, one thread, median of ${SINGLES}`,
    median(ours) * MICRO,
    'µs',
    'lean-imt insert with poseidon-lite',
    median(peer) * MICRO,
  );
  hashes = 0;
  batched += await secondsOf(() => lean.insertMany(leaves.slice(FIRST + SINGLES)));
  counted += hashes;

  const pool = await HashPool.create();
  const all = new Uint8Array(new SharedArrayBuffer(2 ** 18 * 32));
  for (let i = 0; i < 16; i++) all.set(toBytes(leaves), i * 2 ** 14 * 32);
  const [build] = await medians(1, () => WasmTree8.build(context, 6, all, pool));
  pool.close();
  const extrapolated = batched * ((2 ** 18 - 1) / counted);
  const peerName = 'lean-imt with poseidon-lite, insertMany, extrapolated from 2^14 by number of hashes';
  return [row(`build a tree of 2^18 leaves, ${ALL_THREADS}`, build!, 's', peerName, extrapolated), append];
}

async function fieldProducts(): Promise<Row> {
  const COUNT = 10_000;
  const { tm } = circomlib.F;
  const [factor, elements] = [tm.alloc(32), tm.alloc(32 * COUNT)];
  tm.setBuff(factor, circomlib.F.e(R - 5n));
  const pair = toBytes([R - 7n, R - 5n]);
  const [ours, peer] = await medians(
    ROUNDS,
    () => context.productMany(0, pair, 2 * COUNT),
    () => tm.instance.exports.frm_batchApplyKey(elements, COUNT, factor, factor, elements),
  );
  const each = 1e9 / (2 * COUNT);
  return row(
    'field multiplication (Fr), one thread',
    ours! * each,
    'ns',
    'ffjavascript frm_mul',
    peer! * each,
  );
}

function repeat(times: number, work: () => unknown): void {
  for (let i = 0; i < times; i++) work();
}
