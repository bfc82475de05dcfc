/** What the statistician signs for others: lists that leave enough homes hidden, strikes, and money set free in its time. */
import { allItems } from '@veilgrid/client-sdk/client/submit';
import { verifyHead } from '@veilgrid/client-sdk/verifier/head';
import { verifyOpening } from '@veilgrid/client-sdk/verifier/market/auction';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { ensure } from '@veilgrid/protocol/errors';
import type { Draft } from '@veilgrid/protocol/kinds';
import type { StatusListBody } from '@veilgrid/protocol/market/statusList';
import { MIN_GROUP } from '@veilgrid/protocol/params';
import type { Api } from '@veilgrid/protocol/routes';
import type { CoSigner, RoleSigner } from '../core/roleSigner.js';
import { pinnedRecords } from './pinnedRecords.js';

export interface StatisticianContext {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
  readonly api: Api;
  readonly signer: RoleSigner;
  /** Unix seconds; default: this machine's. */
  readonly clock?: () => number;
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
    switch (draft.kind) {
      case 'statusList':
        return this.#checkList(draft.body, many);
      case 'releaseHeld':
        return this.#checkOver(draft.body.host, 'HELD_LOCKED');
      case 'releaseBond':
        return this.#checkOver(draft.body.auctionId, 'PHASE_WRONG');
      default:
        ensure(draft.kind === 'strikeStatus', 'SIGNATURE_UNEXPECTED', { kind: draft.kind });
    }
  }

  /** @throws ProtocolError SIGNATURE_UNEXPECTED with the number that a person must look at */
  async #checkList({ auctionId, entries }: StatusListBody, many: boolean): Promise<void> {
    if (many) return;
    const { api } = this.#ctx;
    const params = { auctionId };
    const entry = await api.auction({ params });
    const before = await allItems((query) => api.statusList({ params, query }));
    const listed = before.length + entries.length;
    const pinned = [...(await pinnedRecords(api, entry)).values()];
    const most = Math.max(LISTED_MOST.points, Math.floor(pinned.length / LISTED_MOST.share));
    // Who is listed shows by no record: at worst none of them is open.
    const hidden = pinned.filter((p) => p.open === 0).length - listed;
    const few = listed <= most && hidden >= MIN_GROUP;
    ensure(few, 'SIGNATURE_UNEXPECTED', { field: 'entries', listed, most, hidden });
  }

  /**
   * A validator whose clock runs ahead could end the time of late bills early, and what is signed now it can keep for
   * a block of then: so that time is over by this party's own clock. A set's host is the last of its auctions.
   * @throws ProtocolError FACT_INVALID, HEAD_STALE; `early` while late bills may come
   */
  async #checkOver(auctionId: bigint, early: 'HELD_LOCKED' | 'PHASE_WRONG'): Promise<void> {
    const { genesis, api, clock = () => Date.now() / 1000 } = this.#ctx;
    const head = verifyHead(genesis, await api.headers({ query: {} }), clock());
    const { terms } = verifyOpening(this.#ctx, auctionId, await api.auctionFacts({ params: { auctionId } }));
    // Time that is moved by hand has nothing to do with this machine's.
    const now = genesis.consensus.clock === 'manual' ? head.time : BigInt(Math.floor(clock()));
    const over = now >= terms.settleEnd + BigInt(genesis.windows.late);
    ensure(over, early, { field: 'auctionId', settleEnd: String(terms.settleEnd), now: String(now) });
  }
}
