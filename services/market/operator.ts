import { verifyOutcome } from '@veilgrid/client-sdk/verifier/market/auction';
import type { ClearingResult } from '@veilgrid/protocol/core/books/result';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { AUCTION_GROUP, auctionIdOf, type OpenAuctionBody } from '@veilgrid/protocol/market/auction';
import type { Api } from '@veilgrid/protocol/routes';
import { BookOperator, type BookOperatorContext, type ClearedBook } from '../core/books/bookOperator.js';
import { deleteShare, shareFor } from '../core/books/share.js';
import type { Follower } from '../core/follower/follower.js';
import type { CoSigner } from '../core/roleSigner.js';
import { ensureEnoughOrders } from './follow/enoughOrders.js';
import { followedAuction, type OrderBooks } from './follow/orders.js';

/** What an auction is opened with, but for the halves of its key. */
export type AuctionTerms = Omit<OpenAuctionBody, 'sequence' | 'operatorShare' | 'regulatorShare'>;

export interface OperatorContext extends BookOperatorContext {
  readonly api: Api;
  readonly follower: Pick<Follower<OrderBooks>, 'catchUp'>;
}

export interface BookChoice {
  /** A person has looked at a book of few orders. */
  readonly few?: boolean;
}

/** The market operator: opens auctions, and after the regulator's release opens, matches and proves. */
export class Operator {
  readonly #ctx: OperatorContext;
  readonly #books: BookOperator;

  constructor(ctx: OperatorContext) {
    this.#ctx = ctx;
    this.#books = new BookOperator(ctx);
  }

  /**
   * Opens an auction with a fresh share of its own.
   * @param terms floor and collateral in 0.01 currency/MWh
   * @param regulator its share of this auction, and its signature
   */
  async openAuction(
    terms: AuctionTerms,
    regulator: {
      readonly share: (auctionId: bigint) => Promise<OpenAuctionBody['regulatorShare']>;
      readonly coSigner: CoSigner;
    },
    supplier: CoSigner,
  ): Promise<bigint> {
    const { genesis, hasher, signer } = this.#ctx;
    const auctionId = auctionIdOf(hasher, genesis.chainId, terms);
    const fields = await this.opening(terms, await regulator.share(auctionId));
    await signer.submit('openAuction', {
      fields,
      coSigners: { regulator: regulator.coSigner, supplier },
    });
    return auctionId;
  }

  /** An opening for others to sign, with a fresh share of its own: the same one when asked again. */
  async opening(
    terms: AuctionTerms,
    regulatorShare: OpenAuctionBody['regulatorShare'],
  ): Promise<Omit<OpenAuctionBody, 'sequence'>> {
    const { genesis, hasher, secrets } = this.#ctx;
    const auctionId = auctionIdOf(hasher, genesis.chainId, terms);
    return {
      ...terms,
      operatorShare: await shareFor(hasher, secrets, {
        chainId: genesis.chainId,
        auctionId,
        role: 'operator',
      }),
      regulatorShare,
    };
  }

  /**
   * Clears and closes a released auction; called again after a crash, goes on where the ledger stands.
   * @param few a person has looked at a book of few orders
   * @throws ProtocolError SHARE_NOT_RELEASED, BOOK_UNVERIFIED, ALREADY_SIGNED, SECRET_MISSING, ORDER_UNREADABLE, and
   * the node's refusals
   */
  async clear(auctionId: bigint, choice: BookChoice = {}): Promise<ClearingResult> {
    const { result } = await this.#ctx.api.auction({ params: { auctionId } });
    if (result) return result;
    return this.#books.close(await this.proveBatches(auctionId, choice));
  }

  /** All that `clear` does before closing. */
  async proveBatches(auctionId: bigint, { few = false }: BookChoice = {}): Promise<ClearedBook> {
    const { api, follower } = this.#ctx;
    const { book } = await follower.catchUp();
    const { release } = followedAuction(book, auctionId);
    if (!release) throw fail('SHARE_NOT_RELEASED');
    ensureEnoughOrders(book, auctionId, few);
    const entry = await api.auction({ params: { auctionId } });
    return this.#books.proveBatches({
      id: auctionId,
      group: AUCTION_GROUP,
      first: [],
      sealed: async (from) => (await api.orders({ params: { auctionId }, query: { from } })).items,
      operatorShare: entry.operatorShare,
      regulatorShare: entry.regulatorShare,
      release,
      next: { batch: entry.clearBatch, state: entry.clearState },
    });
  }

  /**
   * Deletes the share once nothing depends on it: then nobody can open the day's orders any more.
   * @throws ProtocolError PHASE_WRONG before the auction is closed or void, FACT_INVALID
   */
  async forget(auctionId: bigint): Promise<void> {
    const { api, genesis, secrets } = this.#ctx;
    // Not on a node's word: without its share the operator cannot close, and loses its lock.
    const outcome = verifyOutcome({ genesis }, auctionId, await api.auctionFacts({ params: { auctionId } }));
    ensure(outcome !== undefined, 'PHASE_WRONG', { field: 'auctionId' });
    await deleteShare(secrets, 'operator', auctionId);
  }
}
