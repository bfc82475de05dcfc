/** Connection points from their enrolment to their end, and the days that no meter signed. */
import { allItems } from '@veilgrid/client-sdk/client/submit';
import { verifyHead } from '@veilgrid/client-sdk/verifier/head';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Uneven } from '@veilgrid/protocol/core/evenGroup';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { PointRecord } from '@veilgrid/protocol/core/points';
import {
  type Reading,
  type SignedReadings,
  STATUS_DSO,
  signReadings,
} from '@veilgrid/protocol/core/readings';
import { ensureReplacedBefore } from '@veilgrid/protocol/core/replacedMeter';
import type { Api } from '@veilgrid/protocol/routes';
import type { MaskSummer } from './maskSummer.js';
import type { CoSigner, CoSigners, RoleSigner } from './roleSigner.js';
import { unevenWithout } from './unevenWithout.js';

export interface RegistrarContext {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
  readonly api: Api;
  /** Of the DSO. */
  readonly signer: RoleSigner;
  /** Aggregation role A, which is the DSO's. */
  readonly maskSummer: MaskSummer;
  /** Scalar of the data key in genesis: signs estimates, corrections and replacement days. */
  readonly dataSecret: bigint;
}

/** The distribution system operator as registrar. */
export class Registrar {
  readonly #ctx: RegistrarContext;

  constructor(ctx: RegistrarContext) {
    this.#ctx = ctx;
  }

  /** Enrols a point whose kA it has seen. @param coSigners supplier, statistician and owner */
  async enrol(point: PointRecord, coSigners: CoSigners): Promise<void> {
    await this.#ctx.maskSummer.ensureHeld(point);
    await this.#ctx.signer.submit('enrolPoint', { fields: point, coSigners });
  }

  /**
   * Counts for the days that are pinned from now on.
   * @param replacedOn the day on which the meter was replaced, where the record names another one
   * @throws ProtocolError what `ensureReplacedBefore` throws, FACT_INVALID, HEAD_STALE
   */
  async change(point: PointRecord, coSigners: CoSigners, replacedOn?: number): Promise<void> {
    const { api, genesis, maskSummer } = this.#ctx;
    await maskSummer.ensureHeld(point);
    const changes = await allItems((query) => api.pointChanges({ query }));
    const before = changes.findLast(({ position }) => position === point.position);
    // Of a position without a point the ledger refuses a change.
    if (before) {
      const head = verifyHead(genesis, await api.headers({ query: {} }), Date.now() / 1000);
      ensureReplacedBefore({ before, after: point }, replacedOn, head.time);
    }
    await this.#ctx.signer.submit('changePoint', { fields: point, coSigners });
  }

  /**
   * Ends a point, for the days that are pinned from now on.
   * @returns a warning: by whose day cap its group is uneven without it, so that no later day of it opens
   */
  async revoke(position: number, supplier: CoSigner): Promise<Uneven | undefined> {
    const { api, signer } = this.#ctx;
    const uneven = await unevenWithout(api, position);
    await signer.submit('revokePoint', { fields: { position }, coSigners: { supplier } });
    return uneven;
  }

  /** A day's readings of a point that stands in the status list. */
  signReadings(position: number, day: number, readings: readonly Reading[]): SignedReadings {
    const { hasher, genesis, dataSecret } = this.#ctx;
    return signReadings(hasher, dataSecret, {
      chainId: genesis.chainId,
      position,
      day,
      status: STATUS_DSO,
      readings,
    });
  }
}
