import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { hashChildren, type MerklePath } from '@veilgrid/protocol/core/crypto/tree';
import type { Inputs, InputValue } from '../circuits/support/witness.js';

/** A witness that one check refuses, and only that: without it a false statement would be proven. */
export interface Hostile {
  readonly template: string;
  /** The end of the check's label. */
  readonly attacks: string;
  readonly inputs: Inputs;
  /** What a cheating prover gives to hints of the template. */
  readonly hints?: Readonly<Record<string, bigint>>;
}

/** What a membership demands of its path, and of its root. */
export const PRODUCT = '> product[level][6] * weight === 0';
export const ROOT = '> (node[DEPTH] - root) * weight === 0';

/** The first and the last of a loop: a check that covers all but one of them has no other witness against it. */
export const ends = (count: number): number[] => (count === 1 ? [0] : [0, count - 1]);

export const on =
  (template: string) =>
  (attacks: string, inputs: Inputs, hints: Hostile['hints'] = {}) => ({
    ...{ template, attacks, inputs, hints },
  });

/**
 * A path that leads to the same root from `level` on, and below it through groups of the prover's own: only at
 * `level` the child is missing. At the depth itself every child is in its group, and only the root is another.
 */
export function detached(hasher: Hasher, path: MerklePath, slot: number, level: number): bigint[][] {
  let node = path[0]![slot]!;
  return path.map((group, i) => {
    if (i >= level) return [...group];
    const own = [node, ...group.slice(1).map((_, j) => BigInt(j))];
    node = hashChildren(hasher, own);
    return own;
  });
}

type Values = Readonly<Record<string, InputValue>>;
type Hints = Readonly<Record<string, bigint>>;

/** On a gadget: the check, what differs from its default inputs, and the hints. */
export type Attack = readonly [check: string, values: Values, hints?: Hints];
export type Attacks = readonly [template: string, attacks: readonly Attack[]];
