/**
 * All that reaches a transition from outside: a view of the state, a writer over it, and the block's context.
 * No store, clock, environment or randomness does. protocol/core.md "Blocks, genesis, state".
 */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { Part } from '@veilgrid/protocol/core/groups/parts';
import type { Decided } from '@veilgrid/protocol/core/groups/sets';
import type { Opening, WordFigures } from '@veilgrid/protocol/core/groups/words';
import type { Params } from '@veilgrid/protocol/params';

/**
 * The ledger's content: keys of `keys.ts` to record bytes. Values are shared, never copied: whoever
 * holds one must not change it.
 */
export interface StateView {
  get(key: string): Uint8Array | undefined;
}

export interface StateWriter extends StateView {
  put(key: string, value: Uint8Array): void;
  delete(key: string): void;
}

/** The last write of a key: its value, or undefined for a deletion. */
export type Write = readonly [key: string, value: Uint8Array | undefined];

/** Writes held back from the view below; the store implements it, so that state knows no store. */
export interface StateOverlay extends StateWriter {
  /** An overlay on top of this one. */
  fork(): StateOverlay;
  /** Everything written here, once a key, sorted by key. */
  writes(): Write[];
}

/** All that a transition may depend on beside the state and the transaction. */
export interface StateContext {
  readonly hasher: Hasher;
  readonly genesis: Genesis;
  readonly height: bigint;
  /** The block's time, Unix seconds. */
  readonly time: bigint;
  /** Modules' groups: the roof's table. */
  readonly groups: GroupTable;
}

/**
 * What a module says of one kind of its groups. All of it must follow from what no longer changes once the groups in
 * question are frozen: sets would change otherwise after somebody has opened them. docs/protocol/core/groups.md.
 */
export interface GroupRules {
  /** Places of a statement's words among a group's, in the order of its lanes; nobody reads the others. */
  readonly words: (params: Params) => readonly number[];
  /** Members that a merged set may have, so that no lane overflows. */
  readonly most: number;
  /**
   * Whether groups of one series may be opened together: small ones with the large one that follows; all that wait with
   * the next one, if that opens; or never.
   */
  readonly merging: 'large' | 'together' | 'none';
  /** Whether public facts allow that anything of these groups, summed together, is opened. */
  opens(ctx: GroupContext, view: StateView, set: readonly bigint[]): boolean;
  /** Where a group's count opens first, alone: what it decides. */
  counted?(ctx: GroupContext, view: StateView, id: bigint, lanes: readonly number[]): Decided;
  /** Where none does: what opens first, of the whole set. */
  readonly first?: Opening;
  /**
   * What opens after it, of the whole set, host last; undefined where nothing does, or not yet. It never becomes
   * another.
   */
  rest?(ctx: GroupContext, view: StateView, set: readonly bigint[]): Opening | undefined;
  /** Where energy opens: how it is read, and whether core logs it at once or the module with its publication. */
  readonly energy?: {
    read(
      params: Params,
      words: readonly bigint[],
      opening: Opening,
      members: number,
    ): WordFigures | undefined;
    readonly logged: 'opened' | 'published';
  };
  /** The domain of money's and counts' masks: the tag's own where no money ever opens. */
  readonly lastDomain?: 'tag';
  /** Where a group divides auctions' sets: what the plan of one's parts asks of it. */
  part?(ctx: GroupContext, view: StateView, id: bigint, of: bigint): Part;
}

/** By name: groups keep it, and a ledger that does not know it halts. */
export type GroupTable = Readonly<Record<string, GroupRules>>;

/** What the rules of groups depend on. */
export type GroupContext = Pick<StateContext, 'genesis' | 'time' | 'groups'>;
