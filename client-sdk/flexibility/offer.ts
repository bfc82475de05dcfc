/** Building a sealed offer. docs/protocol/flexibility.md, offer. */
import { hasBit } from '@veilgrid/protocol/core/bits';
import { orderCommitment, packOrder } from '@veilgrid/protocol/core/books/cells';
import { sealOrder } from '@veilgrid/protocol/core/books/sealed';
import type { MerklePath } from '@veilgrid/protocol/core/crypto/tree';
import type { Note } from '@veilgrid/protocol/core/money/note';
import { noteCommitment } from '@veilgrid/protocol/core/money/note';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { flexDayOf, type NeedTerms } from '@veilgrid/protocol/flexibility/need';
import {
  type OfferCell,
  type OfferNeed,
  offerCells,
  offerChangeRho,
  offerCircuitInputs,
  offerInner,
  offerNullifier,
  offerSalt,
  offerSignals,
} from '@veilgrid/protocol/flexibility/offer';
import { offerBounds } from '@veilgrid/protocol/flexibility/prices';
import { MAX_LEVEL, MONEY } from '@veilgrid/protocol/params';
import type { NoteBook } from '../core/money/noteBook.js';
import { sellCell } from '../market/cells.js';
import { noteFor } from '../market/order.js';
import type { WalletContext } from '../wallet/context.js';
import { provenTx } from '../wallet/provenTx.js';
import { randomBits } from '../wallet/random.js';
import type { TrustedNeed } from './need.js';
import { sealOfferMemo } from './offerMemo.js';
import type { FlexOpening } from './opening.js';

/**
 * Up to `wh` in one half hour, at no less than `price`: the cheapest level that is not below it.
 * @param price 0.01 currency/MWh, an integer
 * @throws ProtocolError VALUE_OUT_OF_RANGE where the need has no such level
 */
export function offerCell(need: Pick<NeedTerms, 'floor' | 'tick'>, price: number, wh: number): OfferCell {
  const { level, qty } = sellCell(need, price, wh);
  return { level, qty };
}

/** What an offer of this point may hold, and the register that says so. */
export interface OfferPlace {
  readonly need: TrustedNeed;
  readonly opening: FlexOpening;
  /** Of the leaf under the pinned root. */
  readonly flexPath: MerklePath;
  /** X25519 of the household's address: to it the offer's memo is sealed. */
  readonly encPk: Uint8Array;
}

/** The level of an empty cell means nothing: it is 0, so that the same offer has the same commitment. */
export function plainCells(cells: readonly OfferCell[]): OfferCell[] {
  return cells.map(({ level, qty }) => ({ level: qty === 0 ? 0 : level, qty }));
}

/** @throws ProtocolError VALUE_OUT_OF_RANGE naming the cell */
export function checkOfferCells(
  K: number,
  { window, up, maxQty }: Pick<NeedTerms, 'window' | 'up' | 'maxQty'>,
  { capDown, capUp }: Pick<FlexOpening, 'capDown' | 'capUp'>,
  cells: readonly OfferCell[],
): void {
  ensure(cells.length === K, 'VALUE_OUT_OF_RANGE', { field: 'cells', length: cells.length });
  const within = (x: number, most: number) => Number.isInteger(x) && x >= 0 && x <= most;
  cells.forEach(({ level, qty }, k) => {
    ensure(within(level, MAX_LEVEL), 'VALUE_OUT_OF_RANGE', { field: `cells.${k}.level` });
    const most = hasBit(window, k) ? Math.min(hasBit(up, k) ? capUp : capDown, maxQty) : 0;
    ensure(within(qty, most), 'VALUE_OUT_OF_RANGE', { field: `cells.${k}.qty`, most });
  });
}

/** The least public tier that covers the worst that may be owed. @throws ProtocolError DEPOSIT_ABOVE_TIERS */
export function offerDeposit(need: NeedTerms, cells: readonly OfferCell[]): bigint {
  const { collateral } = offerBounds(need);
  const required = cells.reduce((sum, { qty }) => sum + collateral * BigInt(qty), 0n);
  // Ascending.
  const tier = need.tiers.find((deposit) => deposit >= required);
  if (tier === undefined) throw fail('DEPOSIT_ABOVE_TIERS', { field: 'cells', required: String(required) });
  return tier;
}

/** What is the same however often an offer of these cells is built. */
export function offerParts(
  { hasher, genesis, keys }: WalletContext,
  place: OfferPlace,
  cells: readonly OfferCell[],
) {
  const { needId, need } = place.need.opening;
  const { point, payPk } = place.opening;
  const deposit = offerDeposit(need, cells);
  const salt = offerSalt(hasher, keys.sk, point, needId);
  const inner = offerInner(hasher, { point, payPk, deposit, salt });
  const words = packOrder(offerCells(cells));
  const flexDay = flexDayOf(hasher, genesis.chainId, need.day);
  return {
    needId,
    flexDay,
    deposit,
    salt,
    inner,
    words,
    c: orderCommitment(hasher, needId, words, inner),
    nfOffer: offerNullifier(hasher, keys.sk, point, flexDay),
  };
}

/** What is left of the note that paid an offer's deposit. */
export function offerChange(
  { hasher, keys }: Pick<WalletContext, 'hasher' | 'keys'>,
  spent: { readonly nf: bigint; readonly value: bigint },
  deposit: bigint,
): Note {
  const rho = offerChangeRho(hasher, keys.sk, spent.nf);
  return { asset: MONEY, value: spent.value - deposit, ownerPk: keys.ownerPk, rho };
}

/** A proven offer of plain cells. @throws ProtocolError VALUE_OUT_OF_RANGE, DEPOSIT_ABOVE_TIERS, NO_NOTE_LARGE_ENOUGH */
export async function buildOffer(
  ctx: WalletContext,
  place: OfferPlace,
  cells: readonly OfferCell[],
  notes: NoteBook,
): Promise<Uint8Array> {
  const { hasher, genesis, keys } = ctx;
  const { entry, opening } = place.need;
  const { need, area, key } = opening;
  checkOfferCells(genesis.params.K, need, place.opening, cells);
  const { needId, flexDay, deposit, salt, inner, words, c, nfOffer } = offerParts(ctx, place, cells);
  const spent = noteFor(notes, deposit);
  const change = offerChange(ctx, spent, deposit);
  // Fresh for every version of an offer: a scalar used twice would give two ciphertexts one keystream.
  const b = randomBits(246);
  const sealed = sealOrder(hasher, { auctionId: needId, key }, { words, inner, b });
  const body = {
    needId,
    nfNote: spent.nf,
    nfOffer,
    changeCm: noteCommitment(hasher, change),
    c,
    ephemeralX: sealed.ephemeral.x,
    ephemeralY: sealed.ephemeral.y,
    ct: sealed.ct,
    noteRoot: notes.root,
    asset: MONEY,
    deposit,
    memo: sealOfferMemo(place.encPk, needId, { salt, cells, deposit, change: change.value }),
  };
  const offerNeed: OfferNeed = {
    ...{ needId, flexDay, flexRoot: entry.flexRoot, key, places: area.places },
    ...{ window: need.window, up: need.up, maxQty: need.maxQty },
    ...offerBounds(need),
  };
  const input = notes.spendable(spent);
  return provenTx(ctx, 'offer', body, (context) => [
    {
      inputs: offerCircuitInputs(genesis.params, {
        need: offerNeed,
        context,
        noteRoot: body.noteRoot,
        deposit,
        sk: keys.sk,
        leaf: place.opening,
        flexPath: place.flexPath,
        input,
        changeRho: change.rho,
        cells,
        salt,
        b,
      }),
      signals: offerSignals(genesis.params, body, offerNeed, context),
    },
  ]);
}
