import type { Book } from '@veilgrid/node/state/core/books/book';
import { noteRoot } from '@veilgrid/node/state/core/money/notes';
import { orderCommitment, packOrder } from '@veilgrid/protocol/core/books/cells';
import { sealOrder } from '@veilgrid/protocol/core/books/sealed';
import { type Note, noteCommitment, noteNullifier } from '@veilgrid/protocol/core/money/note';
import { flexDayOf } from '@veilgrid/protocol/flexibility/need';
import {
  type OfferCell,
  type OfferInner,
  offerCells,
  offerChangeRho,
  offerInner,
  offerMemoBytes,
  offerNullifier,
  offerSalt,
} from '@veilgrid/protocol/flexibility/offer';
import { type FlexLeaf, flexLeaf } from '@veilgrid/protocol/flexibility/register';
import { MONEY } from '@veilgrid/protocol/params';
import type { BodyOf, TestChain } from '../chain.js';
import { PARAMS } from '../genesis.js';
import { hasher } from '../hasher.js';
import { Household } from '../household.js';
import { MAX_OFFER, PLACE } from './terms.js';

/** What an offer is made for. */
interface OpenedNeed {
  readonly id: bigint;
  readonly body: BodyOf<'openNeed'>;
  readonly book: Pick<Book, 'key'>;
}

/** What an offer opens to. */
export interface PlainOffer {
  readonly cells: readonly OfferCell[];
  readonly inner: OfferInner;
  readonly c: bigint;
}

/** A household in the register, which offers by itself and is paid itself. */
export class FlexHousehold extends Household {
  /** What its last offer left of its money. */
  purse: Note = this.note;
  /** By need. */
  readonly offers = new Map<bigint, PlainOffer>();

  leaf(change: Partial<FlexLeaf> = {}): FlexLeaf {
    return {
      point: this.pointId,
      offerPk: this.ownerPk,
      payPk: this.ownerPk,
      place: PLACE,
      capDown: 2 * MAX_OFFER,
      capUp: 2 * MAX_OFFER,
      blind: 8_000n + BigInt(this.i),
      ...change,
    };
  }

  enrolment(change: Partial<FlexLeaf> = {}): BodyOf<'flexEnrol'> {
    const { position, ownerSigPk } = this.point;
    return { position, leaf: flexLeaf(hasher, this.leaf(change)), ownerSigPk };
  }

  /** What it would send; its money and what it offered stay as they are until `offered`. */
  offer(chain: TestChain, of: OpenedNeed, cells: readonly OfferCell[], deposit?: bigint): BodyOf<'offer'> {
    const { body: need, id } = of;
    const tier = deposit ?? need.tiers.at(-1)!;
    const { c, inner } = this.plain(of, cells, tier);
    const words = packOrder(offerCells(cells));
    const sealed = sealOrder(
      hasher,
      { auctionId: id, key: of.book.key },
      { words, inner: offerInner(hasher, inner), b: 6_000n + BigInt(this.i) },
    );
    const nfNote = noteNullifier(hasher, this.sk, noteCommitment(hasher, this.purse));
    return {
      needId: id,
      nfNote,
      nfOffer: offerNullifier(
        hasher,
        this.sk,
        this.pointId,
        flexDayOf(hasher, chain.genesis.chainId, need.day),
      ),
      changeCm: noteCommitment(hasher, this.#change(nfNote, tier)),
      c,
      ephemeralX: sealed.ephemeral.x,
      ephemeralY: sealed.ephemeral.y,
      ct: sealed.ct,
      noteRoot: noteRoot(chain.store),
      asset: MONEY,
      deposit: tier,
      memo: new Uint8Array(offerMemoBytes(PARAMS)),
    };
  }

  plain({ id }: OpenedNeed, cells: readonly OfferCell[], deposit: bigint): PlainOffer {
    const salt = offerSalt(hasher, this.sk, this.pointId, id);
    const inner = { point: this.pointId, payPk: this.ownerPk, deposit, salt };
    const words = packOrder(offerCells(cells));
    return { cells, inner, c: orderCommitment(hasher, id, words, offerInner(hasher, inner)) };
  }

  /** An offer of its own stands on the ledger. */
  offered(of: OpenedNeed, { nfNote, deposit }: BodyOf<'offer'>, cells: readonly OfferCell[]): void {
    this.purse = this.#change(nfNote, deposit);
    this.offers.set(of.id, this.plain(of, cells, deposit));
  }

  #change(nfNote: bigint, deposit: bigint): Note {
    const rho = offerChangeRho(hasher, this.sk, nfNote);
    return { ...this.purse, value: this.purse.value - deposit, rho };
  }
}
