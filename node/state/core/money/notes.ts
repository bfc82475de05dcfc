/**
 * Notes: the tree of commitments, the nullifiers of what is spent, minting and transfer. Whoever spends or adds a
 * note asks here for an accepted root, a new nullifier, a new commitment and room; that the note stands under that
 * root, is the spender's and is worth what goes out is proven (transfer, order, settle). applyBlock seals the tree.
 * protocol/core.md "Note", transfer.
 */
import { capacity } from '@veilgrid/protocol/core/crypto/tree';
import {
  MintMemo,
  noteCommitment,
  TRANSFER_MEMO_BYTES,
  transferSignals,
} from '@veilgrid/protocol/core/money/note';
import { byteList, container, Fr, U8, U64 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { MONEY } from '@veilgrid/protocol/params';
import type { Handler } from '../handler.js';
import { keys } from '../keys.js';
import { append, isAccepted, leafCount, type SealedTree, seal, sealedRoot } from '../lists/sealedTree.js';
import { has, mark, mustRead, page, read, write } from '../record.js';
import type { StateContext, StateView, StateWriter } from '../view.js';
import { ensureMintable, getSupply, moveBalance, moveSupply } from './accounts.js';

const ORIGINS = ['mint', 'transfer', 'change', 'refund'] as const;
type Origin = (typeof ORIGINS)[number];

/** `data`: a MintMemo, a transfer's memo, or empty (change and refund are found again from the seed). */
const Leaf = container({ cm: Fr, origin: U8, data: byteList(TRANSFER_MEMO_BYTES) });
const TREE: SealedTree = {
  frontier: keys.noteFrontier,
  root: keys.noteRoot,
  accepted: keys.acceptedNoteRoot,
  depth: ({ noteDepth }) => noteDepth,
};
const NOTHING = new Uint8Array();

export type NoteLeaf = { readonly index: number; readonly cm: bigint } & (
  | { readonly origin: 'mint'; readonly value: bigint; readonly ownerPk: bigint; readonly rho: bigint }
  | { readonly origin: 'transfer'; readonly memo: Uint8Array }
  | { readonly origin: 'change' | 'refund' }
);

export function noteCount(view: StateView): number {
  return leafCount(view, TREE);
}

/** Root after the last block; spending takes this one or any before it. */
export function noteRoot(view: StateView): bigint {
  return sealedRoot(view, TREE);
}

export function listNotes(view: StateView, from: number, limit: number): NoteLeaf[] {
  return page(noteCount(view), from, limit).map((index) => {
    const { cm, origin, data } = mustRead(view, keys.noteLeaf(index), Leaf);
    const name = ORIGINS[origin]!;
    if (name === 'mint') return { index, cm, origin: name, ...MintMemo.deserialize(data) };
    return name === 'transfer' ? { index, cm, origin: name, memo: data } : { index, cm, origin: name };
  });
}

export function noteIndex(view: StateView, cm: bigint): number | undefined {
  const index = read(view, keys.noteIndex(cm), U64);
  return index === undefined ? undefined : Number(index);
}

export function isSpent(view: StateView, nf: bigint): boolean {
  return has(view, keys.nullifier(nf));
}

/** A commitment that ever existed is refused again, so that a nullifier needs no position. */
export function ensureNewNote(view: StateView, cm: bigint, field: string): void {
  ensure(cm !== 0n, 'VALUE_OUT_OF_RANGE', { field });
  ensure(!has(view, keys.noteIndex(cm)), 'COMMITMENT_EXISTS', { field });
}

export function ensureNoteRoom(ctx: StateContext, view: StateView, notes: number): void {
  ensure(noteCount(view) + notes <= capacity(ctx.genesis.params.noteDepth), 'NOTE_TREE_FULL');
}

export function ensureUnspent(view: StateView, nf: bigint, field: string): void {
  ensure(!isSpent(view, nf), 'NULLIFIER_SPENT', { field });
}

/** Version 1 knows money only. */
export function ensureMoney(asset: bigint): void {
  ensure(asset === MONEY, 'ASSET_UNKNOWN', { field: 'asset' });
}

export function ensureNoteRoot(view: StateView, root: bigint): void {
  ensure(isAccepted(view, TREE, root), 'NOTE_ROOT_UNKNOWN', { field: 'noteRoot' });
}

export function spendNote(writer: StateWriter, nf: bigint): void {
  mark(writer, keys.nullifier(nf));
}

export function appendNote(
  ctx: StateContext,
  writer: StateWriter,
  cm: bigint,
  origin: Origin,
  data: Uint8Array = NOTHING,
): void {
  const index = append(ctx, writer, TREE, cm);
  write(writer, keys.noteLeaf(index), Leaf, { cm, origin: ORIGINS.indexOf(origin), data });
  write(writer, keys.noteIndex(cm), U64, BigInt(index));
}

export function sealNotes(ctx: StateContext, writer: StateWriter): void {
  seal(ctx, writer, TREE);
}

export const mintNote: Handler<'mintNote'> = {
  check(ctx, view, body) {
    ensureMoney(body.asset);
    ensureMintable(view, body.value);
    ensureNewNote(view, noteCommitment(ctx.hasher, body), 'rho');
    ensureNoteRoom(ctx, view, 1);
  },
  apply(ctx, writer, body) {
    appendNote(ctx, writer, noteCommitment(ctx.hasher, body), 'mint', MintMemo.serialize(body));
    moveSupply(writer, { minted: body.value, shielded: body.value });
  },
};

export const transfer: Handler<'transfer'> = {
  check(ctx, view, body) {
    ensureMoney(body.asset);
    ensureNoteRoot(view, body.noteRoot);
    ensure(body.nf[0] !== body.nf[1], 'NULLIFIER_SPENT', { field: 'nf.1' });
    ensure(body.cm[0] !== body.cm[1], 'COMMITMENT_EXISTS', { field: 'cm.1' });
    body.nf.forEach((nf, i) => {
      ensureUnspent(view, nf, `nf.${i}`);
    });
    body.cm.forEach((cm, i) => {
      ensureNewNote(view, cm, `cm.${i}`);
    });
    ensureNoteRoom(ctx, view, body.cm.length);
    ensure(body.redeemed > 0n || body.payoutReference.every((b) => b === 0), 'VALUE_OUT_OF_RANGE', {
      field: 'payoutReference',
    });
    // Holds by proof; a turnstile all the same, so that no flaw in one can create money outside notes.
    const out = ctx.genesis.transferFee + body.redeemed;
    ensure(out <= getSupply(view).shielded, 'BALANCE_TOO_LOW', { field: 'redeemed' });
  },
  apply(ctx, writer, body) {
    const fee = ctx.genesis.transferFee;
    for (const nf of body.nf) spendNote(writer, nf);
    appendNote(ctx, writer, body.cm[0]!, 'transfer', body.memo1);
    appendNote(ctx, writer, body.cm[1]!, 'transfer', body.memo2);
    moveBalance(writer, 'dso', fee);
    moveSupply(writer, { shielded: -fee - body.redeemed, redeemed: body.redeemed });
  },
  signals(ctx, _view, body, context) {
    return transferSignals(body, context, ctx.genesis.transferFee);
  },
};
