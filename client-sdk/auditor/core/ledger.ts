/** The form of a rule: it checks and enters at once, and says what the proofs must prove. */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { Bodies, Kind } from '@veilgrid/protocol/kinds';
import type { Params } from '@veilgrid/protocol/params';
import type { CoreBooks, GroupBook } from './books.js';

/** The books at one transaction: those that the rule in question needs, and no others. */
export interface Ledger<B extends CoreBooks = CoreBooks> {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
  readonly books: B;
  /** The block's, Unix seconds. */
  readonly time: bigint;
  /** What modules say of their groups, by the name that a group keeps. */
  readonly groupLines: GroupLines;
}

/** What opens of a set's words: of energy by word both sides or their difference, of money and counts all or nothing. */
export interface Bits {
  readonly both: number;
  readonly net: number;
  readonly money: number;
  readonly count: number;
}

/** Wh of K half hours: what is not shown is 0; nets are signed. */
export interface ShownEnergy {
  readonly imports: readonly bigint[];
  readonly exports: readonly bigint[];
  readonly nets: readonly bigint[];
}

/** One kind of groups. docs/protocol/core/groups.md. */
export interface GroupLine {
  /** Which words of a group a statement's lanes are. */
  lanes(params: Params): readonly number[];
  /** The most members of a merged set. */
  readonly most: number;
  readonly merges: 'intoLarge' | 'allTogether' | 'never';
  /** By public facts, of groups that are summed together. */
  mayOpen(ledger: Ledger, groups: readonly GroupBook[]): boolean;
  /** Where the count opens first: what its lanes make of the group. */
  weigh?(ledger: Ledger, group: GroupBook, lanes: readonly number[]): 'small' | 'large' | 'alone';
  /** What opens first where the count does not, alone. */
  readonly first?: Bits;
  /** What opens then, if anything does. */
  after?(ledger: Ledger, set: readonly GroupBook[]): Bits | undefined;
  /** What is shown of energy, without its masks, and when the log says it. */
  energy?(params: Params, words: readonly bigint[], bits: Bits, members: number): ShownEnergy;
  readonly logs?: 'opened' | 'published';
  /** The tag's domain masks the count: then no money opens. */
  readonly masksByTag?: true;
}
export type GroupLines = Readonly<Record<string, GroupLine>>;

/**
 * Checks a transaction and enters it, in one pass: an audit ends at its first refusal, so nothing need be
 * taken back.
 * @returns the public signals of each of its proofs, in the circuit's order; nothing for kinds without one
 * @throws ProtocolError
 */
export type Rule<K extends Kind, B extends CoreBooks = CoreBooks> = (
  ledger: Ledger<B>,
  body: Bodies[K],
  context: bigint,
) => readonly (readonly bigint[])[] | undefined;
