/** A chain of the state's tests, before node and auditor as blocks. */
import type { Kind } from '@veilgrid/protocol/kinds';
import type { TestChain } from '../../state/support/chain.js';
import { Pair } from './play.js';
import type { Draft, DraftBlock } from './seal.js';

/** What may stand in one block with what comes after it: nobody asks for the notes' root, nor for what a block's end does. */
const TOGETHER: ReadonlySet<Kind> = new Set<Kind>([
  ...(['mintNote', 'mintAccount', 'enrolPoint', 'flexEnrol', 'publishTariff', 'publishArea'] as const),
  ...(['clear', 'maskSum'] as const),
]);
const MOST = 40;

/** @param from blocks before it are left out */
export function draftsOf(chain: TestChain, from = 0): DraftBlock[] {
  const blocks: { time: bigint; txs: Draft[] }[] = [];
  for (const { time, vtxs } of chain.blocks.slice(from)) {
    const last = blocks.at(-1);
    const drafts = vtxs.map(({ tx }) => ({ tx }));
    const all = [...(last?.txs ?? []), ...drafts];
    const joins = last?.time === time && all.length <= MOST && all.every(({ tx }) => TOGETHER.has(tx.kind));
    if (joins) last.txs.push(...drafts);
    else blocks.push({ time, txs: drafts });
  }
  return blocks;
}

/** Both after the first blocks of a chain. */
interface Played {
  readonly pair: Pair;
  readonly blocks: number;
}

/** Both accept all of it and see the same at its end. @param before where a fork of the chain began */
export function replay(chain: TestChain, before?: Played): Pair {
  const pair = new Pair(before?.pair);
  for (const draft of draftsOf(chain, before?.blocks)) {
    const refused = pair.play(draft);
    if (refused) throw new Error(`${draft.txs[0]?.tx.kind}: ${JSON.stringify(refused)}`);
  }
  pair.compare();
  return pair;
}

/** What forks of a chain go on from. */
export const continued = (chain: TestChain): Played => ({
  pair: replay(chain),
  blocks: chain.blocks.length,
});
