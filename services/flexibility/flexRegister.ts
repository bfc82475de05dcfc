/** The register of flexible points: the DSO signs a leaf once it has seen what it opens to. */
import { allItems } from '@veilgrid/client-sdk/client/submit';
import { hex } from '@veilgrid/protocol/core/crypto/field';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { pointCommitment } from '@veilgrid/protocol/core/points';
import { ensure, fail } from '@veilgrid/protocol/errors';
import {
  CAPABILITY_BOUND,
  type FlexEnrolBody,
  type FlexLeaf,
  flexLeaf,
} from '@veilgrid/protocol/flexibility/register';
import { type Api, toJson } from '@veilgrid/protocol/routes';
import { z } from 'zod';
import type { CoSigner, RoleSigner } from '../core/roleSigner.js';
import type { SecretStore } from '../core/secrets.js';

/** What is read of a kept opening. */
const Kept = z.object({ point: z.string() });

export interface FlexRegisterContext {
  readonly hasher: Hasher;
  readonly api: Api;
  /** Of the DSO. */
  readonly signer: RoleSigner;
  readonly secrets: SecretStore;
}

/** What a household shows of its leaf. */
export interface FlexOpening extends FlexLeaf {
  readonly position: number;
}

export class FlexRegister {
  readonly #ctx: FlexRegisterContext;

  constructor(ctx: FlexRegisterContext) {
    this.#ctx = ctx;
  }

  /**
   * Takes the opening of a leaf to be enrolled, and keeps it: on disk before anything of it is signed.
   * @param place where the network has the point
   * @returns what is enrolled
   * @throws ProtocolError POSITION_EMPTY, POINT_REVOKED, VALUE_OUT_OF_RANGE
   */
  async accept(opening: FlexOpening, place: number): Promise<Omit<FlexEnrolBody, 'sequence'>> {
    const { hasher, secrets } = this.#ctx;
    const { position } = opening;
    const { point, commitment } = await this.#live(position);
    const valid = (ok: boolean, field: string) => ensure(ok, 'VALUE_OUT_OF_RANGE', { field });
    valid(opening.point === commitment, 'point');
    valid(opening.place === place, 'place');
    const most = Math.min(point.importCap + point.exportCap, CAPABILITY_BOUND - 1);
    for (const name of ['capDown', 'capUp'] as const)
      valid(opening[name] >= 0 && opening[name] <= most, name);
    const leaf = flexLeaf(hasher, opening);
    await secrets.set(nameOf(position, leaf), toJson(opening));
    return { position, leaf, ownerSigPk: point.ownerSigPk };
  }

  /** The record of a position. @throws ProtocolError POSITION_EMPTY, POINT_REVOKED */
  async #live(position: number) {
    const { hasher, api } = this.#ctx;
    const changes = await allItems((query) => api.pointChanges({ query }));
    const point = changes.findLast((change) => change.position === position);
    if (!point) throw fail('POSITION_EMPTY', { field: 'position' });
    ensure(!point.revoked, 'POINT_REVOKED', { field: 'position' });
    return { point, commitment: pointCommitment(hasher, point) };
  }

  /**
   * Signs enrolments whose opening it has taken, while the point is still the one of then: payments under the keys of an
   * older record are of nobody that A and B know, and would keep the whole set shut.
   * @throws ProtocolError SIGNATURE_UNEXPECTED, SECRET_MISSING, POSITION_EMPTY, POINT_REVOKED, VALUE_OUT_OF_RANGE
   */
  readonly coSigner: CoSigner = async (draft) => {
    // Who leaves is the DSO's alone to say: nobody asks it for that.
    const enrols = draft.kind === 'flexEnrol' && draft.body.leaf !== 0n;
    ensure(enrols, 'SIGNATURE_UNEXPECTED', { kind: draft.kind });
    const { position, leaf } = draft.body;
    const kept = await this.#ctx.secrets.get(nameOf(position, leaf));
    if (kept === undefined) throw fail('SECRET_MISSING', { field: 'opening', position });
    const { commitment } = await this.#live(position);
    const { point } = Kept.parse(JSON.parse(kept));
    ensure(point === String(commitment), 'VALUE_OUT_OF_RANGE', { field: 'point' });
    return this.#ctx.signer.sign(draft);
  };

  /** Enrols a point. @param owner signs the same */
  async enrol(opening: FlexOpening, place: number, owner: CoSigner): Promise<void> {
    const fields = await this.accept(opening, place);
    await this.#ctx.signer.submit('flexEnrol', { fields, coSigners: { owner } });
  }

  /** Takes a point out of the register. */
  async leave(position: number): Promise<void> {
    const fields = { position, leaf: 0n, ownerSigPk: new Uint8Array(32) };
    await this.#ctx.signer.submit('flexEnrol', { fields });
  }
}

const nameOf = (position: number, leaf: bigint) => `flex:${position}:${hex(leaf)}`;
