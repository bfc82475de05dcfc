/** What the DSO does around a day's settlements: who settles by its reading, and who owes more. */
import { allItems } from '@veilgrid/client-sdk/client/submit';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { masksOf } from '@veilgrid/protocol/core/groups/masks';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { MAX_STATUS_ENTRIES, type StatusListBody } from '@veilgrid/protocol/market/statusList';
import { MONEY_LANE_BOUND, type Params } from '@veilgrid/protocol/params';
import type { Api } from '@veilgrid/protocol/routes';
import type { Follower } from '../core/follower/follower.js';
import type { KnownTag, MaskSummer } from '../core/maskSummer.js';
import type { CoSigner, RoleSigner } from '../core/roleSigner.js';
import { pinnedGroup, pinnedPoints } from '../core/sets/followedPoints.js';
import { type AuctionBills, type Bill, followedBills } from './follow/bills.js';
import { followedList, type StatusLists } from './follow/lists.js';
import { type ReadDay, statusEntries } from './statusEntries.js';

export interface BillingContext {
  readonly api: Api;
  readonly hasher: Hasher;
  readonly genesis: { readonly params: Params };
  /** Of the DSO. */
  readonly signer: RoleSigner;
  /** Aggregation role A, which is the DSO's. */
  readonly maskSummer: Pick<MaskSummer, 'tags'>;
  /** Says whose a reading is, for what a node called an owner's key would open it; and what is billed. */
  readonly follower: Pick<Follower<StatusLists & AuctionBills>, 'catchUp'>;
}

export interface Invoice {
  readonly position: number;
  /** Money, 1e-8 currency. */
  readonly amount: bigint;
}

export class Billing {
  readonly #ctx: BillingContext;

  constructor(ctx: BillingContext) {
    this.#ctx = ctx;
  }

  /** Lists points whose day the DSO read, in as many parts as they need. @param statistician signs them */
  async postStatusList(auctionId: bigint, days: readonly ReadDay[], statistician: CoSigner): Promise<void> {
    for (let from = 0; from < days.length; from += MAX_STATUS_ENTRIES) {
      const fields = await this.statusList(auctionId, days.slice(from, from + MAX_STATUS_ENTRIES));
      await this.#ctx.signer.submit('statusList', { fields, coSigners: { statistician } });
    }
  }

  /**
   * The next part for the statistician to sign. Sealed afresh whenever it is made.
   * @throws ProtocolError AUCTION_UNKNOWN, POSITION_EMPTY, SECRET_MISSING
   */
  async statusList(auctionId: bigint, days: readonly ReadDay[]): Promise<Omit<StatusListBody, 'sequence'>> {
    const { hasher, maskSummer, follower } = this.#ctx;
    const { book } = await follower.catchUp();
    const { parts } = followedList(book, auctionId);
    const keys = [...(await maskSummer.tags(auctionId)).values()];
    const pinned = pinnedPoints(book, pinnedGroup(book, auctionId));
    return { auctionId, part: parts, entries: statusEntries(hasher, auctionId, days, pinned, keys) };
  }

  /**
   * What settled deposits and those of late bills did not cover, by connection point, until late bills end; the DSO alone
   * can read it. A shortfall is masked by addition: the bills are those of final blocks, or a node adds to one.
   * @throws ProtocolError AUCTION_UNKNOWN, SECRET_MISSING, VALUE_OUT_OF_RANGE; FACT_INVALID where the node shows others
   */
  async invoices(auctionId: bigint): Promise<Invoice[]> {
    const { api, maskSummer, follower } = this.#ctx;
    const { book } = await follower.catchUp();
    const params = { auctionId };
    const known = await maskSummer.tags(auctionId);
    const { terms, lateTerms } = await api.auction({ params });
    const shownOf = {
      settlements: await allItems((query) => api.settlements({ params, query })),
      lateBills: await allItems((query) => api.lateBills({ params, query })),
    };
    const amounts = (list: keyof typeof shownOf, under: bigint | undefined) => {
      const bills = followedBills(book, auctionId, list, shownOf[list]);
      if (bills.length === 0) return [];
      ensure(under !== undefined, 'FACT_INVALID', { field: 'terms', fact: 'openSettlement' });
      return this.#amounts(list, bills, under, known);
    };
    return [...amounts('settlements', terms), ...amounts('lateBills', lateTerms)];
  }

  /** Under other terms than the bills were built under nothing opens to an amount, so a node's lie shows. */
  #amounts(
    field: string,
    bills: readonly Bill[],
    terms: bigint,
    known: ReadonlyMap<bigint, Pick<KnownTag, 'position' | 'key'>>,
  ): Invoice[] {
    const { hasher, genesis } = this.#ctx;
    return bills.flatMap(({ tagA, short }, index) => {
      const found = known.get(tagA);
      if (!found) throw fail('SECRET_MISSING', { field: `${field}.${index}` });
      const amount = mod(short - masksOf(hasher, genesis.params, 'A', found.key, terms).short);
      ensure(amount < MONEY_LANE_BOUND, 'VALUE_OUT_OF_RANGE', { field: `${field}.${index}.short` });
      return amount > 0n ? [{ position: found.position, amount }] : [];
    });
  }
}
