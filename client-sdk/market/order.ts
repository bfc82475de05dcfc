/** Building a sealed order. protocol/market.md, order. */
import { BUY, type Cell, orderCommitment, packOrder, SELL } from '@veilgrid/protocol/core/books/cells';
import { sealOrder } from '@veilgrid/protocol/core/books/sealed';
import type { MerklePath } from '@veilgrid/protocol/core/crypto/tree';
import { type Note, noteCommitment, noteNullifier } from '@veilgrid/protocol/core/money/note';
import { type PointRecord, pointCommitment } from '@veilgrid/protocol/core/points';
import { ensure, fail } from '@veilgrid/protocol/errors';
import {
  bidNullifier,
  innerCommitment,
  type OrderWitness,
  orderCircuitInputs,
  orderSalt,
  orderSignals,
  requiredDeposit,
} from '@veilgrid/protocol/market/order';
import { MAX_LEVEL, MONEY } from '@veilgrid/protocol/params';
import type { NoteBook, OwnedNote } from '../core/money/noteBook.js';
import type { WalletContext } from '../wallet/context.js';
import { provenTx } from '../wallet/provenTx.js';
import { randomBits, randomElement } from '../wallet/random.js';
import { type AuctionEntry, orderAuctionOf } from './auction.js';
import { sealOrderMemo } from './orderMemo.js';

/** An order as its owner knows it: what the settlement needs later. */
export interface OwnOrder {
  readonly auctionId: bigint;
  /** The point as it stood when the auction opened. */
  readonly point: PointRecord;
  readonly cells: readonly Cell[];
  /** A public tier, in 1e-8 currency. */
  readonly deposit: bigint;
  readonly salt: bigint;
  /** The order's commitment, the leaf in the auction's tree. */
  readonly c: bigint;
  /** What was left of the note that paid the deposit. */
  readonly change: Note;
}

/**
 * A day without trading, which nobody can tell from one with. Households that do not trade submit it, or
 * submitting would say that they do.
 * @param K settlement periods a day: 48 in the full profile, 4 in the small one
 */
export function nullCells(K: number): Cell[] {
  return Array.from({ length: K }, () => ({
    side: Number(randomBits(1)),
    level: Number(randomBits(16)),
    qty: 0,
  }));
}

/** The least public tier that covers the order. @throws ProtocolError DEPOSIT_ABOVE_TIERS */
export function depositFor(entry: AuctionEntry, cells: readonly Cell[], dayLimit: bigint): bigint {
  const required = requiredDeposit(cells, orderAuctionOf(entry).market, dayLimit);
  const tier = entry.tiers.filter((t) => t >= required).sort((a, b) => (a < b ? -1 : 1))[0];
  if (tier === undefined) throw fail('DEPOSIT_ABOVE_TIERS', { field: 'cells', required: String(required) });
  return tier;
}

/** The smallest note that pays the deposit now. @throws ProtocolError NO_NOTE_LARGE_ENOUGH */
export function noteFor(notes: NoteBook, deposit: bigint): OwnedNote {
  const note = notes.ready.findLast((n) => n.value >= deposit);
  if (!note) throw notes.refusal({ deposit: String(deposit) });
  return note;
}

/** @throws ProtocolError VALUE_OUT_OF_RANGE naming the cell */
export function checkCells(cells: readonly Cell[], point: PointRecord, K: number): void {
  ensure(cells.length === K, 'VALUE_OUT_OF_RANGE', { field: 'cells', length: cells.length });
  const within = (x: number, max: number) => Number.isInteger(x) && x >= 0 && x <= max;
  cells.forEach(({ side, level, qty }, k) => {
    ensure(side === BUY || side === SELL, 'VALUE_OUT_OF_RANGE', { field: `cells.${k}.side` });
    ensure(within(level, MAX_LEVEL), 'VALUE_OUT_OF_RANGE', { field: `cells.${k}.level` });
    const cap = side === BUY ? point.importCap : point.exportCap;
    ensure(within(qty, cap), 'VALUE_OUT_OF_RANGE', { field: `cells.${k}.qty`, cap });
  });
}

export interface OrderRequest {
  readonly entry: AuctionEntry;
  readonly point: PointRecord;
  readonly pointPath: MerklePath;
  readonly cells: readonly Cell[];
  readonly notes: NoteBook;
}

/** A proven order transaction. */
export async function buildOrder(
  ctx: WalletContext,
  { entry, point, pointPath, cells, notes }: OrderRequest,
): Promise<Uint8Array> {
  const { hasher, genesis, keys } = ctx;
  checkCells(cells, point, genesis.params.K);
  const auction = orderAuctionOf(entry);
  const { auctionId } = auction;
  const deposit = depositFor(entry, cells, point.dayLimit);
  const spent = noteFor(notes, deposit);
  const change = { asset: MONEY, value: spent.value - deposit, ownerPk: keys.ownerPk, rho: randomElement() };

  const pointCm = pointCommitment(hasher, point);
  const salt = orderSalt(hasher, keys.sk, pointCm, auctionId);
  const inner = innerCommitment(hasher, { ownerPk: keys.ownerPk, point: pointCm, deposit, salt });
  const words = packOrder(cells);
  const c = orderCommitment(hasher, auctionId, words, inner);
  // Fresh for every version of an order: a scalar used twice would give two ciphertexts one keystream.
  const b = randomBits(246);
  const sealed = sealOrder(hasher, auction, { words, inner, b });
  const body = {
    auctionId,
    nfNote: noteNullifier(hasher, keys.sk, spent.cm),
    nfBid: bidNullifier(hasher, keys.sk, pointCm, auctionId),
    changeCm: noteCommitment(hasher, change),
    c,
    ephemeralX: sealed.ephemeral.x,
    ephemeralY: sealed.ephemeral.y,
    ct: sealed.ct,
    noteRoot: notes.root,
    asset: MONEY,
    deposit,
    memo: sealOrderMemo(keys.memoKey, auctionId, {
      cells,
      change: change.value,
      changeRho: change.rho,
    }),
  };
  const { importCap, exportCap, dayLimit } = point;
  return provenTx(ctx, 'order', body, (context) => {
    const witness: OrderWitness = {
      auction,
      context,
      noteRoot: body.noteRoot,
      deposit,
      sk: keys.sk,
      point: pointCm,
      importCap,
      exportCap,
      dayLimit,
      pointPath,
      input: notes.spendable(spent),
      changeRho: change.rho,
      cells,
      salt,
      b,
    };
    return [{ inputs: orderCircuitInputs(witness), signals: orderSignals(body, auction, context) }];
  });
}
