/** A tree of readings against a peer's. */
import { LeanIMT } from '@zk-kit/lean-imt';
import { poseidon2 } from 'poseidon-lite';
import { type Row, row } from './rows.js';
import { median, secondsOf } from './timing.js';

/** What the peer hashes in a few seconds; counted hashes extrapolate it to all leaves. */
const MEASURED = 2 ** 14;
const ROUNDS = 5;

/**
 * @param leaves as they come: bigints. The peer has insertMany, its fastest. A first round of both is not counted:
 * V8 compiles kernels, a pool's own too, well after a while.
 */
export async function againstLeanImt(
  name: string,
  leaves: readonly bigint[],
  build: () => Promise<unknown>,
): Promise<Row> {
  const times: { ours: number[]; peer: number[] } = { ours: [], peer: [] };
  for (let round = 0; round <= ROUNDS; round++) {
    const ours = await secondsOf(build);
    const peer = await peerSeconds(leaves);
    if (round === 0) continue;
    times.ours.push(ours);
    times.peer.push(peer);
  }
  const peerName = `lean-imt with poseidon-lite, insertMany, extrapolated from ${MEASURED} by number of hashes`;
  return row(name, median(times.ours), 's', peerName, median(times.peer));
}

/** A binary tree of n leaves has n − 1 nodes above them. */
async function peerSeconds(leaves: readonly bigint[]): Promise<number> {
  let hashes = 0;
  const tree = new LeanIMT<bigint>((a, b) => {
    hashes++;
    return poseidon2([a, b]);
  });
  const seconds = await secondsOf(() => tree.insertMany(leaves.slice(0, MEASURED)));
  return seconds * ((leaves.length - 1) / hashes);
}
