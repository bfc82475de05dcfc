/** One transaction of the ledger with another body, or one more, and what becomes of the ledger. */
import type { Bodies, Kind } from '@veilgrid/protocol/kinds';
import type { Tx } from '@veilgrid/protocol/tx';
import type { Base } from './agreement.js';
import { Pair } from './play.js';
import type { Draft } from './seal.js';

interface Place<K extends Kind> {
  readonly block: number;
  readonly index: number;
  readonly body: Bodies[K];
}

/** The transactions of a kind, in order. */
export function all<K extends Kind>({ material }: Base, kind: K): Place<K>[] {
  return material.blocks.flatMap(({ txs }, block) =>
    txs.flatMap(({ tx }, index) => (tx.kind === kind ? [{ block, index, body: tx.body as Bodies[K] }] : [])),
  );
}

/** @returns the code for which node and auditor both refuse one of the blocks from `block` on, or 'accepted' */
function outcome(
  { material, before }: Base,
  block: number,
  edit: (txs: readonly Draft[]) => readonly Draft[],
  blocks = Number.POSITIVE_INFINITY,
) {
  const pair = new Pair(before[block]);
  for (const [i, { time, txs }] of material.blocks.slice(block, block + blocks).entries()) {
    const refused = pair.play({ time, txs: i === 0 ? edit(txs) : txs });
    if (refused) {
      expect(refused.auditor.code).toBe(refused.node.code);
      return refused.node.code;
    }
  }
  pair.compare();
  return 'accepted';
}

/** @param until the first block that is not played any more */
export function withBody<K extends Kind>(
  base: Base,
  kind: K,
  nth: number,
  change: (body: Bodies[K]) => Bodies[K],
  until = Number.POSITIVE_INFINITY,
) {
  const { block, index, body } = all(base, kind)[nth]!;
  const changed = (txs: readonly Draft[]) =>
    txs.with(index, { tx: { ...txs[index]!.tx, body: change(body) } as unknown as Tx });
  return outcome(base, block, changed, until - block);
}

/** One more transaction right before (or after) the nth of a kind. */
export function withOneMore<K extends Kind>(
  base: Base,
  at: Place<Kind>,
  after: boolean,
  kind: K,
  body: Bodies[K],
  blocks?: number,
) {
  const tx = { kind, body, proofs: new Uint8Array(), signatures: [] } as unknown as Tx;
  return outcome(base, at.block, (txs) => txs.toSpliced(at.index + (after ? 1 : 0), 0, { tx }), blocks);
}
