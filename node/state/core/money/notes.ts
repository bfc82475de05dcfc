/**
 * Notes: the tree of commitments, and the nullifiers of what is spent. Whoever spends or adds notes asks here for an
 * accepted root, and once for everything that its transaction moves, in all its parts; that a note stands under that
 * root, is the spender's and is worth what goes out is proven (transfer, issue, order, settle). applyBlock seals the
 * tree. protocol/core.md "Note".
 */
import { capacity } from '@veilgrid/protocol/core/crypto/tree';
import { TRANSFER_MEMO_BYTES } from '@veilgrid/protocol/core/money/note';
import { byteList, container, Fr, type Infer, U8, U64 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { MONEY } from '@veilgrid/protocol/params';
import { keys } from '../keys.js';
import { append, isAccepted, leafCount, type SealedTree, seal, sealedRoot } from '../lists/sealedTree.js';
import { has, mark, mustRead, page, read, write } from '../record.js';
import type { StateContext, StateView, StateWriter } from '../view.js';

const ORIGINS = ['mint', 'transfer', 'change', 'refund'] as const;
type Origin = (typeof ORIGINS)[number];

/** `memo`: sealed to the owner, or empty: change and refund are found again from the seed. */
const Leaf = container({ cm: Fr, origin: U8, asset: Fr, memo: byteList(TRANSFER_MEMO_BYTES) });
type Leaf = Infer<typeof Leaf>;
const TREE: SealedTree = {
  frontier: keys.noteFrontier,
  root: keys.noteRoot,
  accepted: keys.acceptedNoteRoot,
  depth: ({ noteDepth }) => noteDepth,
};
const NOTHING = new Uint8Array();

export interface NoteLeaf extends Omit<Leaf, 'origin'> {
  readonly index: number;
  readonly origin: Origin;
}

/** Everything that a transaction spends and makes, in all its parts, under the names of its fields. */
export interface NotesMoved {
  /** Nullifiers. */
  readonly spent: Readonly<Record<string, bigint>>;
  /** Commitments. */
  readonly made: Readonly<Record<string, bigint>>;
}

export function noteCount(view: StateView): number {
  return leafCount(view, TREE);
}

/** Root after the last block; spending takes this one or any before it. */
export function noteRoot(view: StateView): bigint {
  return sealedRoot(view, TREE);
}

export function listNotes(view: StateView, from: number, limit: number): NoteLeaf[] {
  return page(noteCount(view), from, limit).map((index) => {
    const leaf = mustRead(view, keys.noteLeaf(index), Leaf);
    return { ...leaf, index, origin: ORIGINS[leaf.origin]! };
  });
}

export function noteIndex(view: StateView, cm: bigint): number | undefined {
  const index = read(view, keys.noteIndex(cm), U64);
  return index === undefined ? undefined : Number(index);
}

export function isSpent(view: StateView, nf: bigint): boolean {
  return has(view, keys.nullifier(nf));
}

/**
 * All of it is new, and nothing of it occurs twice, in whatever part of the transaction it stands: what is checked part
 * by part lets one note be spent in two of them. A commitment that ever existed is refused again, so that a nullifier
 * needs no position.
 * @throws ProtocolError NULLIFIER_SPENT, VALUE_OUT_OF_RANGE, COMMITMENT_EXISTS, NOTE_TREE_FULL
 */
export function ensureNotes(ctx: StateContext, view: StateView, { spent, made }: NotesMoved): void {
  const nullifiers = new Set<bigint>();
  for (const [field, nf] of Object.entries(spent)) {
    ensure(!isSpent(view, nf) && !nullifiers.has(nf), 'NULLIFIER_SPENT', { field });
    nullifiers.add(nf);
  }
  const commitments = new Set<bigint>();
  for (const [field, cm] of Object.entries(made)) {
    ensure(cm !== 0n, 'VALUE_OUT_OF_RANGE', { field });
    ensure(!has(view, keys.noteIndex(cm)) && !commitments.has(cm), 'COMMITMENT_EXISTS', { field });
    commitments.add(cm);
  }
  const room = capacity(ctx.genesis.params.noteDepth) - noteCount(view);
  ensure(commitments.size <= room, 'NOTE_TREE_FULL');
}

export function ensureMoney(asset: bigint, field = 'asset'): void {
  ensure(asset === MONEY, 'ASSET_UNKNOWN', { field });
}

export function ensureNoteRoot(view: StateView, root: bigint, field = 'noteRoot'): void {
  ensure(isAccepted(view, TREE, root), 'NOTE_ROOT_UNKNOWN', { field });
}

/** A kind that did not ask before halts here, rather than spend twice. */
export function spendNote(writer: StateWriter, nf: bigint): void {
  if (isSpent(writer, nf)) throw new Error('a note is spent twice');
  mark(writer, keys.nullifier(nf));
}

export function appendNote(
  ctx: StateContext,
  writer: StateWriter,
  cm: bigint,
  origin: Origin,
  { asset, memo }: Pick<Leaf, 'asset' | 'memo'> = { asset: MONEY, memo: NOTHING },
): void {
  if (has(writer, keys.noteIndex(cm))) throw new Error('a commitment is made twice');
  const index = append(ctx, writer, TREE, cm);
  write(writer, keys.noteLeaf(index), Leaf, { cm, origin: ORIGINS.indexOf(origin), asset, memo });
  write(writer, keys.noteIndex(cm), U64, BigInt(index));
}

export function sealNotes(ctx: StateContext, writer: StateWriter): void {
  seal(ctx, writer, TREE);
}
