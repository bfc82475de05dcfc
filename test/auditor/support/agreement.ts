/** Mutated ledgers, each played from its first changed block on, until a refusal or for some blocks. */
import { callTimes } from '@veilgrid/client-sdk/auditor/flexibility/calendar';
import { Block } from '@veilgrid/protocol/core/block';
import type { LedgerBlock } from '@veilgrid/protocol/core/ledgerFile';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { decodeTx, type Tx } from '@veilgrid/protocol/tx';
import fc from 'fast-check';
import { PARAMS } from '../../state/support/genesis.js';
import { PROFILE } from '../../state/support/profile.js';
import { type Draw, type Material, mutate } from './mutate.js';
import { Pair, type Refused } from './play.js';
import { scenario } from './scenario.js';
import { type DraftBlock, sealDraft, Unsendable } from './seal.js';

export interface Base {
  readonly material: Material;
  /** Both sides before each block, and after the last. */
  readonly before: readonly Pair[];
  /** As the validator signed them. */
  readonly sealed: readonly LedgerBlock[];
}

/** The ledger with everything of the market in it. */
export function baseLedger(): Base {
  const { steps, auctions } = scenario();
  const blocks = steps.map(({ time, txs }) => ({ time, txs: txs.map((tx) => ({ tx })) }));
  return ledgerOf(blocks, auctions);
}

/** An unchanged ledger, accepted by both, which see the same after every block. @param ids of what others may name */
export function ledgerOf(blocks: readonly DraftBlock[], ids: readonly bigint[]): Base {
  const proofs = new Map<Tx, Uint8Array>();
  const before = [new Pair()];
  const sealed: LedgerBlock[] = [];
  for (const draft of blocks) {
    const pair = new Pair(before.at(-1));
    const { block, finality } = sealDraft(pair.node, draft);
    const refused = pair.playSealed({ block, finality });
    if (refused) throw new Error(`refused: ${JSON.stringify(refused)}`);
    Block.deserialize(block).transactions.forEach((tx, i) => {
      proofs.set(draft.txs[i]!.tx, decodeTx(PROFILE, tx).proofs);
    });
    pair.compare();
    before.push(pair);
    sealed.push({ block, finality });
  }
  const times = blocks.flatMap(({ txs }) => txs.flatMap(({ tx }) => timesOf(tx)));
  return { material: { blocks, proofs, auctions: ids, times }, before, sealed };
}

/** At which something begins or ends. */
function timesOf({ kind, body }: Tx): bigint[] {
  if (kind === 'openAuction') {
    const { gate, release, close, settleFrom, settleEnd, publish } = body;
    return [gate, release, close, settleFrom, settleEnd, publish];
  }
  if (kind === 'consent' || kind === 'registerPurpose') return [BigInt(SECONDS_PER_DAY * body.until)];
  if (kind !== 'openNeed') return [];
  const { gate, release, close, deliverFrom, deliverEnd, publish } = body;
  return [gate, release, close, ...callTimes(PARAMS.K, body), deliverFrom, deliverEnd, publish];
}

const number = fc.nat(2 ** 20);
const draws: fc.Arbitrary<Draw> = fc.record({
  op: number,
  at: number,
  to: number,
  field: number,
  change: number,
});

interface Outcome {
  readonly operation: string;
  /** Undefined where both accepted all that was played. */
  readonly refused: Refused | undefined;
}

/**
 * @param horizon blocks to play from the first changed one on
 * @returns undefined where the change does not fit the type, so that nothing could be sent
 * @throws Error where node and auditor differ
 */
function tryMutant({ material, before }: Base, draw: Draw, horizon: number): Outcome | undefined {
  const { name, first, blocks } = mutate(material, draw);
  const pair = new Pair(before[first]);
  let refused: Refused | undefined;
  for (const block of blocks.slice(first, first + horizon)) {
    try {
      refused = pair.play(block);
    } catch (error) {
      if (error instanceof Unsendable) return undefined;
      throw error;
    }
    if (refused) break;
  }
  if (!refused) pair.compare();
  return { operation: name, refused };
}

/** How many ended how. */
export class Tally {
  readonly codes = new Set<string>();
  tried = 0;
  accepted = 0;
  /** Refused by both for the same reason, where several hold. */
  sameCode = 0;

  add({ refused }: Outcome): void {
    this.tried++;
    if (!refused) {
      this.accepted++;
      return;
    }
    this.codes.add(refused.node.code);
    if (refused.node.code === refused.auditor.code) this.sameCode++;
  }
}

/** @throws Error with the draw of the first mutant about which node and auditor differ */
export function tryMutants(base: Base, runs: number, horizonOf: (draw: Draw) => number): Tally {
  const tally = new Tally();
  const property = fc.property(draws, (draw) => {
    const outcome = tryMutant(base, draw, horizonOf(draw));
    fc.pre(outcome !== undefined);
    tally.add(outcome);
  });
  fc.assert(property, { numRuns: runs });
  return tally;
}
