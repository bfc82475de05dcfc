/** Mutated ledgers, each played from its first changed block on, until a refusal or for some blocks. */
import { Block } from '@veilgrid/protocol/block';
import { decodeTx, type Tx } from '@veilgrid/protocol/tx';
import fc from 'fast-check';
import { type Draw, type Material, mutate } from './mutate.js';
import { Pair, type Refused } from './play.js';
import { scenario } from './scenario.js';
import { type DraftBlock, sealDraft } from './seal.js';

interface Base {
  readonly material: Material;
  /** Both sides before each block, and after the last. */
  readonly before: readonly Pair[];
  /** As the validator signed them. */
  readonly sealed: readonly Uint8Array[];
}

/** The unchanged ledger, accepted by both. */
export function baseLedger(): Base {
  const { steps, auctions } = scenario();
  const blocks: DraftBlock[] = steps.map(({ time, txs }) => ({ time, txs: txs.map((tx) => ({ tx })) }));
  const proofs = new Map<Tx, Uint8Array>();
  const before = [new Pair()];
  const sealed: Uint8Array[] = [];
  for (const draft of blocks) {
    const pair = new Pair(before.at(-1));
    const { block } = sealDraft(pair.node, draft);
    const refused = pair.playBytes(block);
    if (refused) throw new Error(`refused: ${JSON.stringify(refused)}`);
    Block.deserialize(block).txs.forEach((tx, i) => {
      proofs.set(draft.txs[i]!.tx, decodeTx('small', tx).proof);
    });
    before.push(pair);
    sealed.push(block);
  }
  const times = steps.flatMap(({ txs }) =>
    txs.flatMap(({ kind, body }) => {
      if (kind !== 'openAuction') return [];
      const { gate, release, close, settleFrom, settleEnd, publish } = body;
      return [gate, release, close, settleFrom, settleEnd, publish];
    }),
  );
  return { material: { blocks, proofs, auctions, times }, before, sealed };
}

const number = fc.nat(2 ** 20);
export const draws: fc.Arbitrary<Draw> = fc.record({
  op: number,
  at: number,
  to: number,
  field: number,
  change: number,
});

export interface Outcome {
  readonly operation: string;
  /** Undefined where both accepted all that was played. */
  readonly refused: Refused | undefined;
}

/**
 * @param horizon blocks to play from the first changed one on
 * @returns undefined where the change does not fit the type, so that nothing could be sent
 * @throws Error where node and auditor differ
 */
export function tryMutant({ material, before }: Base, draw: Draw, horizon: number): Outcome | undefined {
  const { name, first, blocks } = mutate(material, draw);
  const pair = new Pair(before[first]);
  let refused: Refused | undefined;
  for (const block of blocks.slice(first, first + horizon)) {
    try {
      refused = pair.play(block);
    } catch (error) {
      if (error instanceof RangeError || error instanceof TypeError) return undefined;
      throw error;
    }
    if (refused) break;
  }
  if (!refused) pair.compare();
  return { operation: name, refused };
}

/** What happened to how many. */
export class Tally {
  readonly counts = new Map<string, number>();
  readonly codes = new Set<string>();
  tried = 0;
  accepted = 0;
  sameCode = 0;

  add({ operation, refused }: Outcome): void {
    this.tried++;
    if (!refused) this.accepted++;
    else {
      this.codes.add(refused.node.code);
      if (refused.node.code === refused.auditor.code) this.sameCode++;
    }
    const key = `${operation}: ${refused ? `${refused.node.code}/${refused.auditor.code}` : 'accepted'}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }
}
