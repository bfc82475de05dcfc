/**
 * What both roles' sums open of a set. Relies on the set being final and on both sums being proven over exactly its
 * tags; bounds are checked all the same. protocol/core.md, maskSum.
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { CORE_LOG } from '@veilgrid/protocol/core/groups/log';
import {
  countLanesOf,
  moneyWord,
  type Opening,
  openWords,
  shownOf,
} from '@veilgrid/protocol/core/groups/words';
import { Fr, type Infer, listOf } from '@veilgrid/protocol/core/ssz';
import { fail } from '@veilgrid/protocol/errors';
import { paramsOf } from '@veilgrid/protocol/params';
import { keys } from '../keys.js';
import { findLogEntry, readLog } from '../log.js';
import { read } from '../record.js';
import type { StateContext, StateView } from '../view.js';
import { getCounts } from './counts.js';
import { laneSums, memberCount } from './group.js';

export const Sum = listOf(Fr, paramsOf('full').laneWords);

/** The log's entry of an opened set. */
export type SumEntry = Infer<typeof CORE_LOG.sum.body>;

/** The proven sum of one role's masks over the whole set. @param host the group that closes it */
export function getMaskSum(view: StateView, host: bigint, aggregator: number): bigint[] | undefined {
  return read(view, keys.maskSum(host, aggregator), Sum);
}

/** Members of a set, and the sums of their masked words, modulo r. */
function totalOf(ctx: StateContext, view: StateView, set: readonly bigint[]) {
  return {
    members: set.reduce((count, id) => count + memberCount(view, id), 0),
    words: set
      .map((id) => laneSums(ctx, view, id))
      .reduce((sum, own) => sum.map((word, i) => mod(word + own[i]!))),
  };
}

/**
 * The entry that the second role's opening writes.
 * @param set host last
 * @throws ProtocolError LANES_INVALID
 */
export function sumEntryOf(
  ctx: StateContext,
  view: StateView,
  set: readonly bigint[],
  opening: Opening,
  maskSums: readonly (readonly bigint[])[],
): SumEntry {
  const { params } = ctx.genesis;
  const group = set.at(-1)!;
  const { members, words } = totalOf(ctx, view, set);
  const shown = shownOf(params, words, opening).map((word, i) =>
    maskSums.reduce((left, masks) => mod(left - masks[i]!), word),
  );
  const figures = openWords(params, shown, opening, members);
  if (!figures) throw fail('LANES_INVALID', { field: 'sum' });
  return {
    group,
    auctions: [...set],
    members,
    counts: countLanesOf(getCounts(ctx, view, group)!),
    words: {
      both: opening.both,
      net: opening.net,
      imports: figures.map((f) => ('net' in f ? 0n : f.imported)),
      exports: figures.map((f) => ('net' in f ? 0n : f.exported)),
      nets: figures.map((f) => ('net' in f ? mod(f.net) : 0n)),
    },
  };
}

/** Whether both roles have opened the energy of a set. @param host the group that closes it */
export function hasSum(view: StateView, host: bigint): boolean {
  return findLogEntry(view, CORE_LOG.sum.name, bytesToHex(Fr.serialize(host))) !== undefined;
}

/** @param host the group that closes a set whose energy both roles have opened */
export function readSum(view: StateView, host: bigint): SumEntry {
  return readLog(view, CORE_LOG.sum, Fr.serialize(host));
}

/**
 * The opened money word of a set, for its module to read.
 * @param set host last
 * @throws ProtocolError MASK_SUM_MISSING
 */
export function openedMoney(ctx: StateContext, view: StateView, set: readonly bigint[]) {
  const at = moneyWord(ctx.genesis.params);
  const { members, words } = totalOf(ctx, view, set);
  const word = [0, 1].reduce((left, aggregator) => {
    const masks = getMaskSum(view, set.at(-1)!, aggregator);
    if (!masks) throw fail('MASK_SUM_MISSING', { aggregator });
    return mod(left - masks[at]!);
  }, words[at]!);
  return { members, word };
}
