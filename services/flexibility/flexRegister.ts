/** The register of flexible points: the DSO signs a leaf once it has seen what it opens to. */
import { allItems } from '@veilgrid/client-sdk/client/submit';
import { hex } from '@veilgrid/protocol/core/crypto/field';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { pointCommitment } from '@veilgrid/protocol/core/points';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { CAPABILITY_BOUND, type FlexLeaf, flexLeaf } from '@veilgrid/protocol/flexibility/register';
import { type Api, toJson } from '@veilgrid/protocol/routes';
import type { CoSigner, RoleSigner } from '../core/roleSigner.js';
import type { SecretStore } from '../core/secrets.js';

export interface FlexRegisterContext {
  readonly hasher: Hasher;
  readonly api: Api;
  /** Of the DSO. */
  readonly signer: RoleSigner;
  readonly secrets: SecretStore;
}

/** What a household shows of its leaf, and its signature for it. */
export interface FlexEnrolment {
  readonly position: number;
  readonly opening: FlexLeaf;
  readonly owner: CoSigner;
}

export class FlexRegister {
  readonly #ctx: FlexRegisterContext;

  constructor(ctx: FlexRegisterContext) {
    this.#ctx = ctx;
  }

  /**
   * Enrols a point whose opening it has seen, and keeps the opening: on disk before the leaf is sent.
   * @param place where the network has the point
   * @throws ProtocolError POSITION_EMPTY, POINT_REVOKED, VALUE_OUT_OF_RANGE, and the node's refusals
   */
  async enrol({ position, opening, owner }: FlexEnrolment, place: number): Promise<void> {
    const { hasher, api, signer, secrets } = this.#ctx;
    const changes = await allItems((query) => api.pointChanges({ query }));
    const point = changes.findLast((change) => change.position === position);
    if (!point) throw fail('POSITION_EMPTY', { field: 'position' });
    ensure(!point.revoked, 'POINT_REVOKED', { field: 'position' });
    const valid = (ok: boolean, field: string) => ensure(ok, 'VALUE_OUT_OF_RANGE', { field });
    valid(opening.point === pointCommitment(hasher, point), 'point');
    valid(opening.place === place, 'place');
    const most = Math.min(point.importCap + point.exportCap, CAPABILITY_BOUND - 1);
    for (const name of ['capDown', 'capUp'] as const)
      valid(opening[name] >= 0 && opening[name] <= most, name);
    const leaf = flexLeaf(hasher, opening);
    await secrets.set(nameOf(position, leaf), toJson(opening));
    const { ownerSigPk } = point;
    await signer.submit('flexEnrol', { fields: { position, leaf, ownerSigPk }, coSigners: { owner } });
  }

  /** Takes a point out of the register. */
  async leave(position: number): Promise<void> {
    const fields = { position, leaf: 0n, ownerSigPk: new Uint8Array(32) };
    await this.#ctx.signer.submit('flexEnrol', { fields });
  }

  /** How many openings it keeps of a position, the newest of them last. */
  async kept(position: number): Promise<readonly string[]> {
    const openings = await this.#ctx.secrets.list(`flex:${position}:`);
    return openings.map(([, opening]) => opening);
  }
}

const nameOf = (position: number, leaf: bigint) => `flex:${position}:${hex(leaf)}`;
