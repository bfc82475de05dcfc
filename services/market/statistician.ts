/** What the statistician signs for others: lists that leave enough homes hidden, strikes, and money set free in its time. */
import { ensure } from '@veilgrid/protocol/errors';
import type { Draft } from '@veilgrid/protocol/kinds';
import type { StatusListBody } from '@veilgrid/protocol/market/statusList';
import { MIN_GROUP } from '@veilgrid/protocol/params';
import type { Follower } from '../core/follower/follower.js';
import type { CoSigner, RoleSigner } from '../core/roleSigner.js';
import { pinnedGroup, pinnedPoints } from '../core/sets/followedPoints.js';
import { followedList, type StatusLists } from './follow/lists.js';
import { ensureLateBillsOver, type ReleaseContext } from './lateBillsOver.js';

export interface StatisticianContext extends ReleaseContext {
  readonly signer: RoleSigner;
  /** Of what was listed, and in what group, it believes no node. */
  readonly follower: Pick<Follower<StatusLists>, 'catchUp'>;
}

/**
 * Entries of a day's list up to ten, or a twentieth of the group, while ten points that are not open are left: a list
 * of everybody would keep a small zone from ever being opened, and its readings have a reader.
 */
export const LISTED_MOST = { points: 10, share: 20 };

export class Statistician {
  readonly #ctx: StatisticianContext;

  constructor(ctx: StatisticianContext) {
    this.#ctx = ctx;
  }

  /**
   * Signs lists, strikes and releases.
   * @param many a person has looked at a list of more than the service signs by itself
   */
  coSigner({ many = false } = {}): CoSigner {
    return async (draft) => {
      await this.#check(draft, many);
      return this.#ctx.signer.sign(draft);
    };
  }

  async #check(draft: Draft, many: boolean): Promise<void> {
    if (draft.kind === 'statusList') return this.#checkList(draft.body, many);
    const known = (await ensureLateBillsOver(this.#ctx, draft)) || draft.kind === 'strikeStatus';
    ensure(known, 'SIGNATURE_UNEXPECTED', { kind: draft.kind });
  }

  /**
   * What was listed before is exact, however old the newest block that a node shows: a part stands where it is the next.
   * @throws ProtocolError AUCTION_UNKNOWN, STATUS_PART_WRONG; SIGNATURE_UNEXPECTED with the number that a person must
   * look at
   */
  async #checkList({ auctionId, part, entries }: StatusListBody, many: boolean): Promise<void> {
    if (many) return;
    const { book } = await this.#ctx.follower.catchUp();
    const before = followedList(book, auctionId);
    ensure(part === before.parts, 'STATUS_PART_WRONG', { field: 'part', expected: before.parts });
    const listed = before.entries + entries.length;
    const pinned = [...pinnedPoints(book, pinnedGroup(book, auctionId)).values()];
    const most = Math.max(LISTED_MOST.points, Math.floor(pinned.length / LISTED_MOST.share));
    // Who is listed shows by no record: at worst none of them is open.
    const hidden = pinned.filter((p) => p.open === 0).length - listed;
    const few = listed <= most && hidden >= MIN_GROUP;
    ensure(few, 'SIGNATURE_UNEXPECTED', { field: 'entries', listed, most, hidden });
  }
}
