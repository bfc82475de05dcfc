import { allItems } from '@veilgrid/client-sdk/client/submit';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { PointRecord } from '@veilgrid/protocol/core/points';
import {
  type Reading,
  type SignedReadings,
  STATUS_DSO,
  signReadings,
} from '@veilgrid/protocol/core/readings';
import { encodePrice } from '@veilgrid/protocol/core/ssz';
import type { TariffRecord } from '@veilgrid/protocol/core/tariffs';
import { ensure } from '@veilgrid/protocol/errors';
import { MONEY_LANE_BOUND } from '@veilgrid/protocol/params';
import type { Api } from '@veilgrid/protocol/routes';
import type { MaskSummer } from './maskSummer.js';
import type { CoSigner, CoSigners, RoleSigner } from './roleSigner.js';

export interface DsoContext {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
  readonly api: Api;
  readonly signer: RoleSigner;
  /** Aggregation role A, which is the DSO's. */
  readonly maskSummer: MaskSummer;
  /** Scalar of the data key in genesis: signs estimates, corrections and replacement days. */
  readonly dataSecret: bigint;
}

export interface Invoice {
  readonly position: number;
  /** Money, 1e-8 currency. */
  readonly amount: bigint;
}

/** The distribution system operator and registrar. */
export class Dso {
  readonly #ctx: DsoContext;

  constructor(ctx: DsoContext) {
    this.#ctx = ctx;
  }

  /** Enrols a point whose kA it has seen. @param coSigners supplier, statistician and owner */
  async enrol(point: PointRecord, coSigners: CoSigners): Promise<void> {
    await this.#ctx.maskSummer.ensureHeld(point);
    await this.#ctx.signer.submit('enrolPoint', { fields: point, coSigners });
  }

  /** Counts for auctions opened from now on. */
  async change(point: PointRecord, coSigners: CoSigners): Promise<void> {
    await this.#ctx.maskSummer.ensureHeld(point);
    await this.#ctx.signer.submit('changePoint', { fields: point, coSigners });
  }

  revoke(position: number, supplier: CoSigner): Promise<void> {
    return this.#ctx.signer.submit('revokePoint', { fields: { position }, coSigners: { supplier } });
  }

  /** @param tariff prices plain and signed, in 0.01 currency/MWh */
  publishTariff(tariff: TariffRecord): Promise<void> {
    const fields = {
      ...tariff,
      importPrice: tariff.importPrice.map(encodePrice),
      exportPrice: tariff.exportPrice.map(encodePrice),
    };
    return this.#ctx.signer.submit('publishTariff', { fields });
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

  /** A day's readings of a point that stands in the status list. */
  signReadings(position: number, day: number, readings: readonly Reading[]): SignedReadings {
    const { hasher, genesis, dataSecret } = this.#ctx;
    return signReadings(hasher, dataSecret, genesis.chainId, position, day, STATUS_DSO, readings);
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
