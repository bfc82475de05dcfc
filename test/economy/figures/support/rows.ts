/** What is published, as sums over readings, and who knows which of them anyway. */

/** Whose reading it is, and why somebody may know it. */
export interface Owner {
  readonly home: string;
  /** Shows that it hides nobody. */
  readonly open: boolean;
  /** The DSO signed the reading, or bills by it. */
  readonly signed: boolean;
  /** A reading that the DSO signed took its place. */
  readonly corrected: boolean;
}

/** A half hour of one home: an unknown on each side on which there is something. */
export interface Cell {
  readonly owner: Owner;
  readonly imported: boolean;
  readonly exported: boolean;
  /** Something on any side in the word of this half hour. */
  readonly active: boolean;
}

/** What it weighs of imports, and of exports. */
type Weights = readonly [number, number];

/** A published sum. */
export type Row = ReadonlyMap<Cell, Weights>;

/** Rows that share no unknown with any others. */
export type Block = readonly Row[];

export const IMPORTS: Weights = [1, 0];
export const EXPORTS: Weights = [0, 1];
export const NET: Weights = [1, -1];

export function rowOf(cells: Iterable<Cell>, weights: Weights): Row {
  return new Map(Array.from(cells, (cell) => [cell, weights]));
}

/** Something of a home that is in no other sum: an amount below its reading, a peak, a bill. */
export function amountOf(owner: Owner): Cell {
  return { owner, imported: true, exported: false, active: true };
}

export const VIEWS = {
  anybody: ({ open }: Owner) => open,
  'the DSO, which signed some readings': ({ open, signed }: Owner) => open || signed,
  'a DSO that corrected readings': ({ open, signed, corrected }: Owner) => open || signed || corrected,
} as const;

/** Who knows more than is published. */
export type Knows = (owner: Owner) => boolean;
