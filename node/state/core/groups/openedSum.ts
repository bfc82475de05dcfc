/**
 * What both roles' sums open of a set. Relies on the set being final and on both sums being proven over exactly its
 * tags; bounds are checked all the same. docs/protocol/core/groups.md.
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { CORE_LOG } from '@veilgrid/protocol/core/groups/log';
import { countWord, moneyWord, type Opening, shownOf } from '@veilgrid/protocol/core/groups/words';
import { Fr, type Infer } from '@veilgrid/protocol/core/ssz';
import { fail } from '@veilgrid/protocol/errors';
import { keys } from '../keys.js';
import { findLogEntry, readLog, writeLog } from '../log.js';
import { read } from '../record.js';
import type { GroupContext, StateContext, StateView, StateWriter } from '../view.js';
import { getCountLanes } from './counts.js';
import { getFirstSum, Sum } from './firstSum.js';
import { laneSums, memberCount, requireGroup, rulesOf } from './group.js';

/** The log's entry of an opened set. */
export type SumEntry = Infer<typeof CORE_LOG.sum.body>;

/** What one role's last opening shows of its masks over the whole set. @param host the group that closes it */
export function getRestSum(view: StateView, host: bigint, aggregator: number): bigint[] | undefined {
  return read(view, keys.maskSum(host, aggregator), Sum);
}

/** Members of a set, and the sums of their masked words, modulo r. */
function totalOf(ctx: GroupContext, view: StateView, set: readonly bigint[]) {
  return {
    members: set.reduce((count, id) => count + memberCount(view, id), 0),
    words: set
      .map((id) => laneSums(ctx, view, id))
      .reduce((sum, own) => sum.map((word, i) => mod(word + own[i]!))),
  };
}

/**
 * The entry that the second role's opening writes, of a set whose energy opens.
 * @param set host last
 * @throws ProtocolError LANES_INVALID
 */
export function sumEntryOf(
  ctx: GroupContext,
  view: StateView,
  set: readonly bigint[],
  opening: Opening,
  maskSums: readonly (readonly bigint[])[],
): SumEntry | undefined {
  const { params } = ctx.genesis;
  const group = set.at(-1)!;
  const { energy } = rulesOf(ctx, requireGroup(view, group));
  if (!energy) return undefined;
  const { members, words } = totalOf(ctx, view, set);
  const shown = shownOf(params, words, opening).map((word, i) =>
    maskSums.reduce((left, masks) => mod(left - masks[i]!), word),
  );
  const figures = energy.read(params, shown, opening, members);
  if (!figures) throw fail('LANES_INVALID', { field: 'sum' });
  return {
    group,
    auctions: [...set],
    members,
    counts: [...(getCountLanes(view, group) ?? [])],
    words: {
      both: opening.both,
      net: opening.net,
      imports: [...figures.imports],
      exports: [...figures.exports],
      nets: figures.nets.map(mod),
    },
  };
}

/** Whether both roles have opened the energy of a set. @param host the group that closes it */
export function hasSum(view: StateView, host: bigint): boolean {
  return findLogEntry(view, CORE_LOG.sum.name, bytesToHex(Fr.serialize(host))) !== undefined;
}

/**
 * Writes the entry of a set whose module logs it with its publication.
 * @param set host last
 * @throws ProtocolError MASK_SUM_MISSING
 */
export function logSum(ctx: StateContext, writer: StateWriter, set: readonly bigint[]): void {
  const opening = restOf(ctx, writer, set);
  const sums = bothOf((aggregator) => getRestSum(writer, set.at(-1)!, aggregator));
  const entry = opening && sumEntryOf(ctx, writer, set, opening, sums);
  if (entry) writeLog(ctx, writer, CORE_LOG.sum, entry);
}

/** What the rules say that opens last. */
function restOf(ctx: GroupContext, view: StateView, set: readonly bigint[]): Opening | undefined {
  return rulesOf(ctx, requireGroup(view, set.at(-1)!)).rest?.(ctx, view, set);
}

/** @param host the group that closes a set whose energy both roles have opened */
export function readSum(view: StateView, host: bigint): SumEntry {
  return readLog(view, CORE_LOG.sum, Fr.serialize(host));
}

/** Of A and of B. @throws ProtocolError MASK_SUM_MISSING */
function bothOf(sumOf: (aggregator: number) => readonly bigint[] | undefined): (readonly bigint[])[] {
  return [0, 1].map((aggregator) => {
    const sum = sumOf(aggregator);
    if (!sum) throw fail('MASK_SUM_MISSING', { aggregator });
    return sum;
  });
}

/** One word of a set, by the opening that shows it. @throws ProtocolError MASK_SUM_MISSING */
function openedWord(ctx: GroupContext, view: StateView, set: readonly bigint[], at: number, first: boolean) {
  const { members, words } = totalOf(ctx, view, set);
  const sums = bothOf((role) => (first ? getFirstSum : getRestSum)(view, set.at(-1)!, role));
  return { members, word: sums.reduce((left, masks) => mod(left - masks[at]!), words[at]!) };
}

/** Whether both roles have shown what opens first of a set. */
export function hasOpened(view: StateView, host: bigint): boolean {
  return [0, 1].every((aggregator) => getFirstSum(view, host, aggregator) !== undefined);
}

/** What opens first of a set, where no count does so alone. */
function firstOf(ctx: GroupContext, view: StateView, set: readonly bigint[]): Opening | undefined {
  return rulesOf(ctx, requireGroup(view, set.at(-1)!)).first;
}

/**
 * The opened money word of a set, for its module to read.
 * @param set host last
 * @throws ProtocolError MASK_SUM_MISSING
 */
export function openedMoney(ctx: GroupContext, view: StateView, set: readonly bigint[]) {
  return openedWord(ctx, view, set, moneyWord(ctx.genesis.params), firstOf(ctx, view, set)?.money === 1);
}

/**
 * The opened count word of a set whose money opens with it.
 * @param set host last
 * @throws ProtocolError MASK_SUM_MISSING
 */
export function openedCount(ctx: GroupContext, view: StateView, set: readonly bigint[]) {
  return openedWord(ctx, view, set, countWord(ctx.genesis.params), true);
}
