import type { AssetPart } from '@veilgrid/protocol/core/money/exchange';
import type { ProvenSlip } from '@veilgrid/protocol/core/money/slip';
import type { Address } from './core/money/address.js';
import { afterMerging, type MergeOptions } from './core/money/afterMerging.js';
import {
  acceptBid,
  type Bid,
  buildGift,
  makeBid,
  makeOffer,
  type Offer,
  type Sale,
} from './core/money/exchange.js';
import { payOrMerge } from './core/money/mergeNotes.js';
import { Merging } from './core/money/merging.js';
import { makeMintSlip } from './core/money/mintSlip.js';
import type { NoteBook } from './core/money/noteBook.js';
import { buildTransfer } from './core/money/transfer.js';
import { Work } from './core/work.js';
import { Disclosure } from './disclosure/disclosure.js';
import { Flexibility } from './flexibility/flexibility.js';
import { Market, type OwnDay } from './market/market.js';
import type { WalletContext } from './wallet/context.js';
import type { TxStore } from './wallet/txStore.js';

/**
 * A household's wallet: its money here, and every module under its own name. Actions run one after the other and
 * return when a final block shows what they sent, whatever the node calls it, and `notes` has followed.
 * Nothing but what is on its way, openings of leaves and what was answered is kept outside the chain: the seed finds the
 * rest again.
 */
export class Wallet {
  /** Money: balance and unspent notes. */
  readonly notes: NoteBook;
  /** The day's energy market: orders and settlements. */
  readonly market: Market;
  /** The flexibility market: offers, and what they are paid. */
  readonly flexibility: Flexibility;
  /** Answers to questions about one's own days: requests, consents, proofs. */
  readonly disclosure: Disclosure;
  readonly #work: Work;
  readonly #ctx: WalletContext;

  /** @param store without it nothing is ordered, settled or merged, nor with further nodes paid */
  constructor(ctx: WalletContext, store?: TxStore) {
    this.#ctx = ctx;
    this.#work = new Work(ctx, store);
    this.notes = this.#work.notes;
    this.market = new Market(this.#work);
    this.flexibility = new Flexibility(this.#work);
    this.disclosure = new Disclosure(this.#work);
  }

  /** Where others pay to; `encodeAddress` writes it down. */
  get address(): Address {
    const { ownerPk, encPk } = this.#ctx.keys;
    return { ownerPk, encPk };
  }

  /** Follows the chain: new notes in, spent ones out. @throws ProtocolError those of `createApi` */
  sync(): Promise<void> {
    return this.#work.oneByOne(() => this.#work.sync());
  }

  /**
   * After a restore from the seed: finds own orders and settlements, under the points as they stood when each
   * auction opened, claims their change and refunds, then follows the chain, and claims change and payments of offers.
   * What is settled is here as the node shows it: `market.settle` makes sure.
   */
  recover(): Promise<OwnDay[]> {
    return this.#work.oneByOne(async () => {
      const days = await this.market.recover();
      await this.#work.sync();
      await this.flexibility.recover();
      await this.#work.sync();
      return days;
    });
  }

  /**
   * Pays `value` (1e-8 currency) in private; the flat fee comes on top. Where no two notes reach it, notes are
   * merged in as many rounds of transfers as it takes, each for the flat fee; the same call goes on with them.
   * @throws ProtocolError NO_NOTE_LARGE_ENOUGH, VALUE_OUT_OF_RANGE, and the node's refusals; with further nodes
   * STORE_REQUIRED, EQUIVOCATION, FACT_INVALID
   */
  transfer(to: Address, value: bigint, options?: MergeOptions): Promise<void> {
    return this.#transfer(to, value, 0n, new Uint8Array(32), options);
  }

  /**
   * A slip by which `value` (1e-8 currency) is paid in: the issuer signs it once the money is there, and nobody learns
   * whose note it is.
   * @throws ProtocolError VALUE_OUT_OF_RANGE
   */
  mintSlip(value: bigint): Promise<ProvenSlip> {
    return makeMintSlip(this.#ctx, value);
  }

  /**
   * Takes `value` (1e-8 currency) off the ledger, for the issuer to pay out; the flat fee comes on top.
   * Notes are merged as for `transfer`.
   * @param payoutReference 32 bytes by which the issuer pays out
   * @throws ProtocolError NO_NOTE_LARGE_ENOUGH, VALUE_OUT_OF_RANGE, and the node's refusals; with further nodes
   * STORE_REQUIRED, EQUIVOCATION, FACT_INVALID
   */
  redeem(value: bigint, payoutReference: Uint8Array, options?: MergeOptions): Promise<void> {
    return this.#transfer(this.address, 0n, value, payoutReference, options);
  }

  /**
   * Gives `value` units of an asset away; the flat fee is paid from the wallet's money.
   * @throws ProtocolError NO_NOTE_LARGE_ENOUGH, VALUE_OUT_OF_RANGE, and the node's refusals (ASSET_FROZEN)
   */
  give(asset: bigint, value: bigint, to: Address): Promise<void> {
    return this.#work.oneByOne(async () => {
      await this.#work.syncToSpend();
      await this.#work.submit(await buildGift(this.#ctx, this.notes, { asset, value, to }));
    });
  }

  /**
   * A sale's first step, the seller's: its part, to be sent to the buyer (`offer.part`). Until the buyer answers, its
   * notes are the seller's to spend elsewhere, and the offer is void then.
   * @throws ProtocolError NO_NOTE_LARGE_ENOUGH, VALUE_OUT_OF_RANGE
   */
  offer(sale: Sale, buyer: Address): Promise<Offer> {
    return this.#work.oneByOne(async () => {
      await this.#work.syncToSpend();
      return makeOffer(this.#ctx, this.notes, sale, buyer);
    });
  }

  /**
   * The buyer's step: looks whether the offer is what was agreed, adds what pays for it, and proves its own part over
   * both. To take it back before the seller sends it, the buyer spends the note that would pay.
   * @throws ProtocolError MEMO_INVALID, NO_NOTE_LARGE_ENOUGH
   */
  bid(sale: Sale, assetPart: AssetPart, seller: Address): Promise<Bid> {
    return this.#work.oneByOne(async () => {
      await this.#work.syncToSpend();
      return makeBid(this.#ctx, this.notes, sale, { assetPart, seller });
    });
  }

  /**
   * The seller's last step: looks whether the bid pays, and sends both parts, of which the ledger takes both or none.
   * @throws ProtocolError MEMO_INVALID, and the node's refusals
   */
  sell(sale: Sale, offer: Offer, bid: Bid): Promise<void> {
    return this.#work.oneByOne(async () => {
      await this.#work.submit(await acceptBid(this.#ctx, sale, offer, bid));
    });
  }

  #transfer(
    to: Address,
    value: bigint,
    redeemed: bigint,
    payoutReference: Uint8Array,
    { onTransfer, wait }: MergeOptions = {},
  ): Promise<void> {
    const asked = value + redeemed + this.#ctx.genesis.transferFee;
    const payment = { asked, inputs: 2, what: { amount: String(asked) } } as const;
    const request = { notes: this.notes, to, value, redeemed, payoutReference };
    const build = () => buildTransfer(this.#ctx, request);
    const pay = async () => {
      await this.#work.syncToSpend();
      const built = await payOrMerge(this.#work, payment, build, onTransfer);
      if (built instanceof Merging) return built;
      await this.#work.submit(built);
      return undefined;
    };
    return afterMerging(this.#work, pay, wait);
  }
}
