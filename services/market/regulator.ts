import type { KeyShare } from '@veilgrid/protocol/core/books/keyShare';
import { ensure } from '@veilgrid/protocol/errors';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { BookReleaser, type BookReleaserContext, type ReleaseLog } from '../core/books/bookReleaser.js';
import type { Follower } from '../core/follower/follower.js';
import type { CoSigner } from '../core/roleSigner.js';
import { checkOpening } from './checkOpening.js';
import { ensureEnoughOrders } from './follow/enoughOrders.js';
import { followedAuction, type OrderBooks } from './follow/orders.js';

export interface RegulatorContext extends BookReleaserContext {
  readonly follower: Pick<Follower<OrderBooks>, 'catchUp'>;
}

/** The regulator's half of every auction key: until it is released nobody can read an order. */
export class Regulator {
  readonly #ctx: RegulatorContext;
  readonly #releaser: BookReleaser;

  constructor(ctx: RegulatorContext) {
    this.#ctx = ctx;
    this.#releaser = new BookReleaser(ctx);
  }

  share(auctionId: bigint): Promise<KeyShare> {
    return this.#releaser.share(auctionId);
  }

  /** Signs an opening that carries its own share of that very auction, and leaves everybody the time that genesis says. */
  readonly coSigner: CoSigner = async (draft) => {
    const { genesis, hasher, signer } = this.#ctx;
    ensure(draft.kind === 'openAuction', 'SIGNATURE_UNEXPECTED', { kind: draft.kind });
    const auctionId = auctionIdOf(hasher, genesis.chainId, draft.body);
    await this.#releaser.ensureOwnShare(auctionId, draft.body.regulatorShare);
    checkOpening(genesis, draft.body);
    await this.#releaser.keepOpening(auctionId, draft.body);
    return signer.sign(draft);
  };

  /**
   * Releases an auction's share, as `BookReleaser.release` does.
   * @param few a person has looked at a book of few orders
   * @throws ProtocolError RELEASE_EARLY, HEAD_STALE, BOOK_UNVERIFIED, ALREADY_SIGNED, SECRET_MISSING, and the node's refusals
   */
  release(auctionId: bigint, { few = false } = {}): Promise<ReleaseLog> {
    return this.#releaser.release(auctionId, async () => {
      const { head, book } = await this.#ctx.follower.catchUp();
      return {
        header: head.time,
        book: followedAuction(book, auctionId),
        ensureEnough: () => ensureEnoughOrders(book, auctionId, few),
      };
    });
  }
}
