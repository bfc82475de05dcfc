/** What the DSO does around a day's settlements: who settles by its reading, who owes more, who came too late. */
import { allItems } from '@veilgrid/client-sdk/client/submit';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { ensure } from '@veilgrid/protocol/errors';
import { MONEY_LANE_BOUND } from '@veilgrid/protocol/params';
import type { Api } from '@veilgrid/protocol/routes';
import type { MaskSummer } from '../core/maskSummer.js';
import type { CoSigner, RoleSigner } from '../core/roleSigner.js';

export interface BillingContext {
  readonly api: Api;
  /** Of the DSO. */
  readonly signer: RoleSigner;
  /** Aggregation role A, which is the DSO's. */
  readonly maskSummer: MaskSummer;
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

  /**
   * Names the points that must settle by the DSO's reading. All keys held of a point are named: which of
   * them the auction pinned shows in no settlement but its own, and the others look like nothing.
   */
  async postStatusList(auctionId: bigint, positions: readonly number[], supplier: CoSigner): Promise<void> {
    const fields = await this.statusList(auctionId, positions);
    await this.#ctx.signer.submit('statusList', { fields, coSigners: { supplier } });
  }

  /** The list for the supplier to sign. @throws ProtocolError SECRET_MISSING for a point without a key */
  async statusList(
    auctionId: bigint,
    positions: readonly number[],
  ): Promise<{ auctionId: bigint; tags: bigint[] }> {
    const known = [...(await this.#ctx.maskSummer.tags(auctionId)).values()];
    for (const position of positions) {
      const held = known.some((t) => t.position === position);
      ensure(held, 'SECRET_MISSING', { field: 'positions', position });
    }
    const tags = known.filter((t) => positions.includes(t.position)).map((t) => t.tag);
    return { auctionId, tags };
  }

  /**
   * Uses up the nullifier of a day that was billed off the ledger from its opening, so that it never settles.
   * @param nf of the settlement that its owner missed, as the opening shows
   */
  billLate(auctionId: bigint, nf: bigint, supplier: CoSigner): Promise<void> {
    return this.#ctx.signer.submit('lateBill', { fields: { auctionId, nf }, coSigners: { supplier } });
  }

  /** What settled deposits did not cover, by connection point; the DSO alone can read it. */
  async invoices(auctionId: bigint): Promise<Invoice[]> {
    const { api, maskSummer } = this.#ctx;
    const known = await maskSummer.tags(auctionId);
    const settlements = await allItems((query) => api.settlements({ params: { auctionId }, query }));
    return settlements.flatMap(({ tagA, short }, index) => {
      const found = known.get(tagA);
      ensure(found !== undefined, 'SECRET_MISSING', { field: `settlements.${index}` });
      const amount = mod(short - found.short);
      ensure(amount < MONEY_LANE_BOUND, 'VALUE_OUT_OF_RANGE', { field: `settlements.${index}.short` });
      return amount > 0n ? [{ position: found.position, amount }] : [];
    });
  }
}
