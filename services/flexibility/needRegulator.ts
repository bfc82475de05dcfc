import type { KeyShare } from '@veilgrid/protocol/core/books/keyShare';
import { ensure } from '@veilgrid/protocol/errors';
import { needIdOf } from '@veilgrid/protocol/flexibility/need';
import { BookReleaser, type BookReleaserContext, type ReleaseLog } from '../core/books/bookReleaser.js';
import type { Follower } from '../core/follower/follower.js';
import type { CoSigner } from '../core/roleSigner.js';
import { checkNeed } from './checkNeed.js';
import { ensureEnoughOffers } from './follow/enoughOffers.js';
import { followedNeedBook, type NeedBooks } from './follow/needBooks.js';

export interface NeedRegulatorContext extends BookReleaserContext {
  readonly follower: Pick<Follower<NeedBooks>, 'catchUp'>;
}

/** The regulator's half of every need's key: until it is released nobody can read an offer. */
export class NeedRegulator {
  readonly #ctx: NeedRegulatorContext;
  readonly #releaser: BookReleaser;

  constructor(ctx: NeedRegulatorContext) {
    this.#ctx = ctx;
    this.#releaser = new BookReleaser(ctx);
  }

  share(needId: bigint): Promise<KeyShare> {
    return this.#releaser.share(needId);
  }

  /**
   * Signs an opening that carries its own share of that very need, and whose quantities, prices and times are by the
   * protocol.
   */
  readonly coSigner: CoSigner = async (draft) => {
    const { genesis, hasher, signer, follower } = this.#ctx;
    ensure(draft.kind === 'openNeed', 'SIGNATURE_UNEXPECTED', { kind: draft.kind });
    const needId = needIdOf(hasher, genesis.chainId, draft.body);
    await this.#releaser.ensureOwnShare(needId, draft.body.regulatorShare);
    checkNeed(this.#ctx, (await follower.catchUp()).book, draft.body);
    await this.#releaser.keepOpening(needId, draft.body);
    return signer.sign(draft);
  };

  /**
   * Releases a need's share, as `BookReleaser.release` does.
   * @param few a person has looked at a book of few offers
   * @throws ProtocolError RELEASE_EARLY, HEAD_STALE, BOOK_UNVERIFIED, ALREADY_SIGNED, SECRET_MISSING, and the node's refusals
   */
  release(needId: bigint, { few = false } = {}): Promise<ReleaseLog> {
    return this.#releaser.release(needId, async () => {
      const { head, book } = await this.#ctx.follower.catchUp();
      return {
        header: head.time,
        book: followedNeedBook(book, needId),
        ensureEnough: () => ensureEnoughOffers(book, needId, few),
      };
    });
  }
}
