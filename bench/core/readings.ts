/** A wallet's readings' tree against a peer's. */
import { R } from '@veilgrid/protocol/core/crypto/field';
import { paramsOf } from '@veilgrid/protocol/params';
import { HashPool, toBytes, type WasmContext, WasmTree8 } from '@veilgrid/wasm-core';
import { LeanIMT } from '@zk-kit/lean-imt';
import { poseidon2 } from 'poseidon-lite';
import { type Row, row } from '../rows.js';
import { ALL_THREADS } from '../threads.js';
import { median, secondsOf } from '../timing.js';

const { orderDepth } = paramsOf('full');
const LEAVES = 8 ** orderDepth;
/** What the peer hashes in a few seconds; counted hashes extrapolate it to all leaves. */
const MEASURED = 2 ** 14;
const ROUNDS = 5;

/**
 * The readings' tree of a full auction, its leaves as they come: bigints. The peer has insertMany, its fastest.
 * A first round of both is not counted: V8 compiles kernels, the pool's own too, well after a while.
 */
export async function readingsRows(context: WasmContext): Promise<Row[]> {
  const leaves = Array.from({ length: LEAVES }, (_, i) => (BigInt(i) + 3n) ** 9n % R);
  const pool = await HashPool.create();
  const times: { ours: number[]; peer: number[] } = { ours: [], peer: [] };
  for (let round = 0; round <= ROUNDS; round++) {
    const ours = await secondsOf(() => WasmTree8.build(context, orderDepth, toBytes(leaves), pool));
    const peer = await peerSeconds(leaves.slice(0, MEASURED));
    if (round === 0) continue;
    times.ours.push(ours);
    times.peer.push(peer);
  }
  pool.close();
  const name = `readings' tree of ${LEAVES} leaves, whole, ${ALL_THREADS}`;
  const peerName = `lean-imt with poseidon-lite, insertMany, extrapolated from ${MEASURED} by number of hashes`;
  return [row(name, median(times.ours), 's', peerName, median(times.peer))];
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
