import type { KeyShare } from '@veilgrid/protocol/core/books/keyShare';
import { ensure, fail } from '@veilgrid/protocol/errors';
import {
  needGroupOf,
  needIdOf,
  type OpenNeedBody,
  stepCells,
  stepCommitments,
} from '@veilgrid/protocol/flexibility/need';
import { type NeedResult, needResult } from '@veilgrid/protocol/flexibility/outcome';
import type { Api } from '@veilgrid/protocol/routes';
import { BookOperator, type BookOperatorContext, type ClearedBook } from '../core/books/bookOperator.js';
import { deleteShare, shareFor } from '../core/books/share.js';
import { bodyOf } from '../core/follower/bodyOf.js';
import type { Follower } from '../core/follower/follower.js';
import type { CoSigner } from '../core/roleSigner.js';
import { checkNeed } from './checkNeed.js';
import { ensureEnoughOffers } from './follow/enoughOffers.js';
import { followedNeedBook, type NeedBooks } from './follow/needBooks.js';

export interface NeedOperatorContext extends BookOperatorContext {
  readonly api: Pick<Api, 'need' | 'offers'>;
  readonly follower: Pick<Follower<NeedBooks>, 'catchUp'>;
}

/** The market operator of needs: opens, matches and proves what the buyer's steps and the sealed offers come to. */
export class NeedOperator {
  readonly #ctx: NeedOperatorContext;
  readonly #books: BookOperator;

  constructor(ctx: NeedOperatorContext) {
    this.#ctx = ctx;
    this.#books = new BookOperator(ctx);
  }

  /** Its half of a need's key: the same one when asked again. */
  share(needId: bigint): Promise<KeyShare> {
    const { genesis, hasher, secrets } = this.#ctx;
    return shareFor(hasher, secrets, { chainId: genesis.chainId, auctionId: needId, role: 'operator' });
  }

  /** Signs an opening that carries its own share of that very need, and is as the protocol says. */
  readonly coSigner: CoSigner = async (draft) => {
    const { genesis, hasher, signer, follower } = this.#ctx;
    ensure(draft.kind === 'openNeed', 'SIGNATURE_UNEXPECTED', { kind: draft.kind });
    const { operatorShare } = draft.body;
    const own = await this.share(needIdOf(hasher, genesis.chainId, draft.body));
    const same = own.x === operatorShare.x && own.y === operatorShare.y;
    ensure(same, 'SHARE_MISMATCH', { field: 'operatorShare' });
    checkNeed({ genesis, hasher }, (await follower.catchUp()).book, draft.body);
    return signer.sign(draft);
  };

  /**
   * Clears and closes a released need; called again after a crash, goes on where the ledger stands.
   * @param few a person has looked at a book of few offers
   * @throws ProtocolError SHARE_NOT_RELEASED, BOOK_UNVERIFIED, ALREADY_SIGNED, SECRET_MISSING, ORDER_UNREADABLE, and
   * the node's refusals
   */
  async clear(needId: bigint, choice: { readonly few?: boolean } = {}): Promise<NeedResult> {
    const { result } = await this.#ctx.api.need({ params: { needId } });
    const { book } = await this.#ctx.follower.catchUp();
    // Final blocks say that it is done: by a node's word the close would pass, and with it the lock.
    if (result && followedNeedBook(book, needId).ended) return result;
    const { opening, offers, ...cleared } = await this.#proveBatches(needId, choice);
    return needResult(opening, await this.#books.close(cleared), offers);
  }

  /** All that `clear` does before closing. */
  async proveBatches(needId: bigint, choice: { readonly few?: boolean } = {}): Promise<void> {
    await this.#proveBatches(needId, choice);
  }

  async #proveBatches(
    needId: bigint,
    { few = false },
  ): Promise<ClearedBook & { readonly opening: OpenNeedBody; readonly offers: number }> {
    const { api, follower, genesis } = this.#ctx;
    const { book } = await follower.catchUp();
    const followed = followedNeedBook(book, needId);
    const { release, steps, count } = followed;
    if (!release) throw fail('SHARE_NOT_RELEASED');
    ensureEnoughOffers(book, needId, few);
    const opening = bodyOf(genesis, 'openNeed', followed.openNeed);
    const { clearBatch, clearState } = await api.need({ params: { needId } });
    const cleared = await this.#books.proveBatches({
      id: needId,
      group: needGroupOf(opening),
      first: this.#steps(needId, opening),
      sealed: async (from) => (await api.offers({ params: { needId }, query: { from } })).items,
      operatorShare: opening.operatorShare,
      regulatorShare: opening.regulatorShare,
      release,
      next: { batch: clearBatch, state: clearState },
    });
    return { ...cleared, opening, offers: count - steps };
  }

  /** The buyer's orders as its own opening says them, which final blocks hold: no node's list does. */
  #steps(needId: bigint, { steps }: OpenNeedBody) {
    const commitments = stepCommitments(this.#ctx.hasher, needId, steps);
    return steps.map((step, s) => ({ c: commitments[s]!, cells: stepCells(step), inner: BigInt(s + 1) }));
  }

  /**
   * Deletes the share once nothing depends on it, by final blocks: without it the operator cannot close, and loses its
   * lock. Then nobody can open the day's offers any more.
   * @throws ProtocolError NEED_UNKNOWN, PHASE_WRONG before the book is closed or void
   */
  async forget(needId: bigint): Promise<void> {
    const { follower, secrets } = this.#ctx;
    const need = followedNeedBook((await follower.catchUp()).book, needId);
    ensure(need.ended, 'PHASE_WRONG', { field: 'needId' });
    await deleteShare(secrets, 'operator', needId);
  }
}
