import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { Decided } from '@veilgrid/protocol/core/groups/sets';
import type { Opening } from '@veilgrid/protocol/core/groups/words';
import type { Aggregator } from '@veilgrid/protocol/roles';
import type { Api } from '@veilgrid/protocol/routes';
import type { FollowedGroup, FollowedGroups } from './followedGroups.js';

/** How far one role's batches of a set are. */
interface SumProgress {
  readonly batch: number;
  readonly state: bigint;
  readonly final: boolean;
}

/** What an aggregator goes by for one kind of groups, as the ledger does. docs/protocol/core/groups.md. */
export interface FollowedRules {
  /** Whether statements have a count word: their last lane. Else no count decides anything. */
  readonly counts: boolean;
  /** Members that a merged set may have. */
  readonly most: number;
  readonly merging: 'large' | 'together' | 'none';
  /** Whether public facts allow that anything of these groups, summed together, is opened. */
  opens(groups: readonly FollowedGroup[]): boolean;
  /** Where a group's count opens first, alone: what it decides. */
  counted?(chain: FollowedChain, book: FollowedGroups, id: bigint, lanes: readonly number[]): Decided;
  /** Where none does: what opens first, of the whole set. */
  readonly first?: Opening;
  /** What opens after it, of the whole set, host last; undefined where nothing does, or not yet. */
  rest?(
    chain: FollowedChain,
    book: FollowedGroups,
    set: readonly bigint[],
    time: bigint,
  ): Opening | undefined;
  /** The domain of money's and counts' masks: the tag's own where no money ever opens. */
  readonly lastDomain?: 'tag';
  /** Member keys that a held key may have in a group, where they are not that key itself: one an item. */
  memberKeys?(hasher: Hasher, role: Aggregator, key: bigint, group: FollowedGroup): readonly bigint[];
  /** Whether one point, or whoever else holds a key, may stand in a group more than once. */
  readonly repeats?: true;
  progress(api: Api, id: bigint): Promise<Readonly<Record<Aggregator, SumProgress>>>;
}

/** By name, as groups keep it. */
export type FollowedTable = Readonly<Record<string, FollowedRules>>;

/** What decides which groups are opened together. */
export interface FollowedChain extends Pick<Genesis, 'params' | 'windows'> {
  readonly groups: FollowedTable;
}

/** @throws Error for a group of a module that this service knows nothing of */
export function followedRules(
  { groups }: Pick<FollowedChain, 'groups'>,
  { rules }: Pick<FollowedGroup, 'rules'>,
) {
  const line = groups[rules];
  if (!line) throw new Error(`the table of groups lacks ${rules}`);
  return line;
}
