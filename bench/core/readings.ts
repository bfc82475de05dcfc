/** Readings' trees against the peer's: a wallet's whole tree, and a settlement's part of it on the node. */
import { R } from '@veilgrid/protocol/core/crypto/field';
import { emptyFrontier, frontierRoot } from '@veilgrid/protocol/core/lists';
import { paramsOf } from '@veilgrid/protocol/params';
import { appendLeaves, HashPool, toBytes, type WasmContext, WasmTree8 } from '@veilgrid/wasm-core';
import { LeanIMT } from '@zk-kit/lean-imt';
import { poseidon2 } from 'poseidon-lite';
import { type Row, row } from '../rows.js';
import { ALL_THREADS } from '../threads.js';
import { median, secondsOf, warmUp } from '../timing.js';

const { orderDepth } = paramsOf('full');
const LEAVES = 8 ** orderDepth;
/** What the peer hashes in a few seconds; counted hashes extrapolate it to all leaves. */
const MEASURED = 2 ** 14;
const ROUNDS = 3;

/**
 * The readings' tree of a full auction, its leaves as they come: bigints. The peer has insertMany, its fastest.
 * @param context warmed up here: V8 compiles the kernels well after a while
 */
export async function readingsRows(context: WasmContext): Promise<Row[]> {
  const leaves = Array.from({ length: LEAVES }, (_, i) => (BigInt(i) + 3n) ** 9n % R);
  await warmUp(() => context.hashMany(toBytes(leaves.slice(0, 800)), 8, 0n), 2);
  const pool = await HashPool.create();
  const times: { ours: number[]; frontier: number[]; peer: number[] } = { ours: [], frontier: [], peer: [] };
  const roots: bigint[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    times.ours.push(await secondsOf(async () => roots.push(await wholeRoot(context, pool, leaves))));
    times.frontier.push(await secondsOf(() => roots.push(frontierRootOf(context, leaves))));
    times.peer.push(await peerSeconds(leaves.slice(0, MEASURED)));
  }
  pool.close();
  if (new Set(roots).size !== 1) throw new Error('the trees differ');
  const name = `readings' tree of ${LEAVES} leaves`;
  const peerName = `lean-imt with poseidon-lite, insertMany, extrapolated from ${MEASURED} by number of hashes`;
  const peer = median(times.peer);
  return [
    row(`${name}, whole, with paths, ${ALL_THREADS}`, median(times.ours), 's', peerName, peer),
    row(`${name}, root by its frontier, one thread`, median(times.frontier), 's', peerName, peer),
  ];
}

async function wholeRoot(context: WasmContext, pool: HashPool, leaves: readonly bigint[]): Promise<bigint> {
  const tree = await WasmTree8.build(context, orderDepth, toBytes(leaves), pool);
  return tree.root;
}

function frontierRootOf(context: WasmContext, leaves: readonly bigint[]): bigint {
  return frontierRoot(context, appendLeaves(context, emptyFrontier(orderDepth), leaves));
}

/** A binary tree of n leaves has n − 1 nodes above them. */
async function peerSeconds(leaves: readonly bigint[]): Promise<number> {
  let hashes = 0;
  const tree = new LeanIMT<bigint>((a, b) => {
    hashes++;
    return poseidon2([a, b]);
  });
  const seconds = await secondsOf(() => tree.insertMany([...leaves]));
  return seconds * ((LEAVES - 1) / hashes);
}
