/** What happened on a chain, and the chain as it stood at the beginning of each phase. */
import type { Tx } from '@veilgrid/protocol/tx';
import type { SimChain } from '../../economy/support/simChain.js';

export interface Scripted {
  readonly time: bigint;
  readonly tx: Tx;
}

/** The chain as it stood before `script[from]`. */
export interface Snapshot {
  readonly from: number;
  readonly chain: SimChain;
}

export interface Scene {
  readonly script: readonly Scripted[];
  readonly snapshots: readonly Snapshot[];
}

export function sceneOf(chain: SimChain, phases: readonly (() => void)[]): Scene {
  const snapshots = phases.map((play) => {
    const from = chain.blocks.reduce((n, block) => n + block.vtxs.length, 0);
    const snapshot = { from, chain: chain.fork() };
    play();
    return snapshot;
  });
  const script = chain.blocks.flatMap(({ time, vtxs }) => vtxs.map(({ tx }) => ({ time, tx })));
  return { script, snapshots };
}
