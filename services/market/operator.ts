import { verifyOutcome } from '@veilgrid/client-sdk/verifier/market/auction';
import { orderCommitment, unpackOrder } from '@veilgrid/protocol/core/books/cells';
import { clearCircuitInputs, clearSignals } from '@veilgrid/protocol/core/books/clear';
import type { Matcher, PeriodClearing } from '@veilgrid/protocol/core/books/clearing';
import { closeCircuitInputs, closeSignals } from '@veilgrid/protocol/core/books/close';
import { type ClearingResult, publishedResult } from '@veilgrid/protocol/core/books/result';
import { openOrder } from '@veilgrid/protocol/core/books/sealed';
import { add, equal, mulBase, SUBGROUP_ORDER } from '@veilgrid/protocol/core/crypto/babyjub';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { AUCTION_GROUP, auctionIdOf, type OpenAuctionBody } from '@veilgrid/protocol/market/auction';
import { type Prover, provenBytes } from '@veilgrid/protocol/prover';
import type { Api, RouteResponse } from '@veilgrid/protocol/routes';
import { type ClearingBatch, clearingBatches, type OpenedOrder } from '../core/books/clearingBatches.js';
import { deleteShare, shareFor, shareScalar } from '../core/books/share.js';
import type { Follower } from '../core/follower/follower.js';
import { submitFrom } from '../core/resume.js';
import type { CoSigner, RoleSigner } from '../core/roleSigner.js';
import type { SecretStore } from '../core/secrets.js';
import { keepClosing, type NamedBook, namedOrders } from './book.js';
import { ensureEnoughOrders } from './follow/enoughOrders.js';
import { followedAuction, type OrderBooks } from './follow/orders.js';

type AuctionEntry = RouteResponse<'auction'>;

/** What an auction is opened with, but for the halves of its key. */
export type AuctionTerms = Omit<OpenAuctionBody, 'sequence' | 'operatorShare' | 'regulatorShare'>;

export interface OperatorContext {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
  readonly api: Api;
  readonly signer: RoleSigner;
  readonly prover: Prover;
  readonly matcher: Matcher;
  readonly secrets: SecretStore;
  readonly follower: Pick<Follower<OrderBooks>, 'catchUp'>;
}

export interface BookChoice {
  /** A person has looked at a book of few orders. */
  readonly few?: boolean;
}

/** The market operator: opens auctions, and after the regulator's release opens, matches and proves. */
export class Operator {
  readonly #ctx: OperatorContext;

  constructor(ctx: OperatorContext) {
    this.#ctx = ctx;
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
    const { last, periods } = await this.proveBatches(auctionId, choice);
    return this.#close(auctionId, last, periods);
  }

  /** All that `clear` does before closing. */
  async proveBatches(
    auctionId: bigint,
    { few = false }: BookChoice = {},
  ): Promise<{ last: ClearingBatch; periods: PeriodClearing[] }> {
    const { genesis, hasher, api, matcher, secrets, follower } = this.#ctx;
    const { book } = await follower.catchUp();
    const { release } = followedAuction(book, auctionId);
    if (!release) throw fail('SHARE_NOT_RELEASED');
    ensureEnoughOrders(book, auctionId, few);
    const entry = await api.auction({ params: { auctionId } });
    const scalar = await shareScalar(secrets, 'operator', auctionId);
    const orders = await this.#openOrders(entry, scalar, release);
    const periods = matcher.clearDay(
      orders.map((o) => o.cells),
      genesis.params.K,
    );
    const batches = clearingBatches(hasher, genesis.params, { auctionId, secret: scalar, orders, periods });
    const last = batches.at(-1)!;
    await keepClosing(secrets, auctionId, release, publishedResult(periods, last.after.count, AUCTION_GROUP));
    await submitFrom(batches, { batch: entry.clearBatch, state: entry.clearState }, (few) =>
      this.#submitBatches(auctionId, few, periods),
    );
    return { last, periods };
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

  /** The book that the release names, opened: nothing of what the node lists is opened before it is that book. */
  async #openOrders(
    { auctionId, operatorShare, regulatorShare }: AuctionEntry,
    share: bigint,
    release: NamedBook & { readonly scalar: bigint },
  ): Promise<OpenedOrder[]> {
    const { api, hasher } = this.#ctx;
    const scalar = (share + release.scalar) % SUBGROUP_ORDER;
    ensure(equal(mulBase(scalar), add(operatorShare, regulatorShare)), 'SHARE_MISMATCH', { field: 'share' });
    const sealed = await namedOrders(api, hasher, auctionId, release);
    return sealed.map((order, index) => this.#openOne(auctionId, scalar, order, index));
  }

  /** Cannot fail for an order whose proof was accepted; to go on without it would drop it from the market. */
  #openOne(
    auctionId: bigint,
    scalar: bigint,
    order: RouteResponse<'orders'>['items'][number],
    index: number,
  ): OpenedOrder {
    const { genesis, hasher } = this.#ctx;
    const ephemeral = { x: order.ephemeralX, y: order.ephemeralY };
    const { words, inner } = openOrder(hasher, scalar, auctionId, { ephemeral, ct: order.ct });
    const cells = unpackOrder(words, genesis.params.K);
    if (!cells || orderCommitment(hasher, auctionId, words, inner) !== order.c) {
      throw fail('ORDER_UNREADABLE', { field: `orders.${index}` });
    }
    return { c: order.c, cells, inner };
  }

  #submitBatches(
    auctionId: bigint,
    batches: readonly ClearingBatch[],
    periods: readonly PeriodClearing[],
  ): Promise<void> {
    const { genesis, prover, signer } = this.#ctx;
    const actions = batches.map((batch) => ({
      fields: { auctionId, batch: batch.index, stateOut: batch.stateOut },
      prove: (body: Parameters<typeof clearSignals>[0], context: bigint) => {
        const inputs = clearCircuitInputs(genesis.params, {
          ...batch,
          context,
          auctionId,
          first: batch.index === 0,
          saltOut: batch.after.salt,
          periods,
        });
        return provenBytes(prover, 'clear', inputs, clearSignals(body, context, batch));
      },
    }));
    return signer.submitAll('clear', actions);
  }

  async #close(
    auctionId: bigint,
    { after, stateOut }: ClearingBatch,
    periods: readonly PeriodClearing[],
  ): Promise<ClearingResult> {
    const { prover, signer } = this.#ctx;
    const result = publishedResult(periods, after.count, AUCTION_GROUP);
    await signer.submit('close', {
      fields: {
        auctionId,
        traded: result.traded,
        enough: result.enough ? 1 : 0,
        volume: result.volume,
        p: [...result.p],
        lambdaBuy: [...result.lambdaBuy],
        lambdaSell: [...result.lambdaSell],
      },
      prove: (body, context) => {
        const inputs = closeCircuitInputs({
          context,
          auctionId,
          state: after,
          commitment: stateOut,
          ...AUCTION_GROUP,
          periods,
        });
        return provenBytes(
          prover,
          'close',
          inputs,
          closeSignals(body, context, { state: stateOut, ...AUCTION_GROUP }),
        );
      },
    });
    return result;
  }
}
