import { calledWords } from '@veilgrid/node/state/core/groups/called';
import { getCounts } from '@veilgrid/node/state/core/groups/counts';
import { requireGroup, setMember, standing, termsOf } from '@veilgrid/node/state/core/groups/group';
import {
  addMasks,
  initialMaskSum,
  type MaskSumState,
  maskSumCommitment,
} from '@veilgrid/protocol/core/groups/maskSum';
import { setDigest } from '@veilgrid/protocol/core/groups/setDigest';
import { COUNT_ALONE, NOTHING, type Opening, shownOf, wordsOf } from '@veilgrid/protocol/core/groups/words';
import type { Aggregator } from '@veilgrid/protocol/roles';
import type { BodyOf, TestChain } from './chain.js';
import { PARAMS } from './genesis.js';
import { hasher } from './hasher.js';
import { inBatches } from './inBatches.js';

/** Whoever settled in an auction, in the ledger's order. */
export interface SettledSet<M> {
  readonly auctionId: bigint;
  readonly members: readonly M[];
}

/** A role opens the count of a set first, and what it allows once the other has opened it too. */
export type MaskPhase = 'count' | 'words';

export interface MaskBatch {
  readonly keys: readonly bigint[];
  readonly terms: bigint;
  readonly before: MaskSumState;
  readonly saltOut: bigint;
  readonly first: boolean;
  readonly last: boolean;
  readonly body: BodyOf<'maskSum'>;
}

interface Keyed {
  key(role: Aggregator): bigint;
}

/** What the chain lets a set show, with its count open. */
export function openingOf({ ctx, store }: TestChain, host: bigint): Opening {
  const { zone, day } = requireGroup(store, host);
  const called = calledWords(store, zone, day);
  const shown = wordsOf(PARAMS, getCounts(ctx, store, host)!, standing(store, host).open, called);
  return { ...shown, money: 1, count: 0 };
}

/** One role's batches through the sets of several auctions, which are opened together, the large one last. */
export function maskBatches(
  chain: TestChain,
  role: Aggregator,
  sets: readonly SettledSet<Keyed>[],
  phase: MaskPhase,
): MaskBatch[] {
  const host = sets.at(-1)!.auctionId;
  const stepsOf = ({ auctionId, members }: SettledSet<Keyed>) =>
    inBatches(
      members.map((m) => m.key(role)),
      PARAMS.maskN,
    ).map((keys, batch) => ({ auctionId, batch, keys }));
  const own = stepsOf(sets.at(-1)!);
  const taken = sets.slice(0, -1).flatMap(stepsOf);
  const states = [initialMaskSum(PARAMS)];
  const all = [...own, ...taken].map(
    (
      { auctionId, batch, keys },
      i,
    ): Omit<MaskBatch, 'body' | 'last'> & {
      readonly auctionId: bigint;
      readonly batch: number;
      readonly after: MaskSumState;
    } => {
      const before = states.at(-1)!;
      const terms = termsOf(chain.store, auctionId)!;
      const saltOut = 200n + BigInt(i);
      const after = addMasks(hasher, PARAMS, { terms, role, keys, before, saltOut });
      states.push(after);
      return { auctionId, batch, keys, terms, before, saltOut, first: i === 0, after };
    },
  );
  const through = { count: all.slice(0, own.length), words: all.slice(Math.min(own.length, all.length - 1)) };
  const named = phase === 'count' ? [host] : sets.map(({ auctionId }) => auctionId);
  const records = named.map((id) => setMember(chain.ctx, chain.store, id));
  return through[phase].map(({ auctionId, batch, after, ...rest }, i, steps): MaskBatch => {
    const last = i === steps.length - 1;
    const opened = phase === 'count' ? COUNT_ALONE : openingOf(chain, host);
    const opens = last ? opened : NOTHING;
    const body = {
      groupId: auctionId,
      aggregator: role === 'A' ? 0 : 1,
      batch,
      stateOut: maskSumCommitment(hasher, after),
      sum: last ? shownOf(PARAMS, after.sums, opens) : after.sums.map(() => 0n),
      ...opens,
      set: setDigest(host, records, opens),
    };
    return { ...rest, last, body };
  });
}
