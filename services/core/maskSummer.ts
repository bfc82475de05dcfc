import { allItems } from '@veilgrid/client-sdk/client/submit';
import { hex } from '@veilgrid/protocol/core/crypto/field';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import {
  type MaskSumBody,
  maskSumCircuitInputs,
  maskSumSignals,
} from '@veilgrid/protocol/core/groups/maskSum';
import { type Masks, masksOf } from '@veilgrid/protocol/core/groups/masks';
import { isAggregationKey, type PointRecord } from '@veilgrid/protocol/core/points';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { pointOf } from '@veilgrid/protocol/kinds';
import { MIN_GROUP } from '@veilgrid/protocol/params';
import { type Prover, provenBytes } from '@veilgrid/protocol/prover';
import type { Aggregator } from '@veilgrid/protocol/roles';
import type { Api } from '@veilgrid/protocol/routes';
import { keysNeeded } from './keysNeeded.js';
import { type MaskSumBatch, type Member, type MemberSet, maskSumBatches } from './maskSumBatches.js';
import { submitFrom } from './resume.js';
import type { CoSigner, RoleSigner } from './roleSigner.js';
import type { SecretStore } from './secrets.js';

export interface MaskSummerContext {
  readonly role: Aggregator;
  readonly genesis: Genesis;
  readonly hasher: Hasher;
  readonly api: Api;
  readonly signer: RoleSigner;
  readonly prover: Prover;
  readonly secrets: SecretStore;
  /** Salts the running sums: any secret element of this party alone, the same after a restart. */
  readonly saltSecret: bigint;
}

/** A key that A or B holds, and what it derives from it for one group. */
export interface KnownTag extends Masks {
  readonly position: number;
  readonly key: bigint;
}

/**
 * A (the DSO) or B (the statistician): holds one key of every connection point and proves the sum of one
 * half of the masks.
 */
export class MaskSummer {
  readonly #ctx: MaskSummerContext;

  constructor(ctx: MaskSummerContext) {
    this.#ctx = ctx;
  }

  /** Takes the key of a point to be enrolled or changed. @throws ProtocolError AGGREGATION_KEY_MISMATCH */
  async accept(point: PointRecord, key: bigint): Promise<void> {
    const { role, hasher, secrets } = this.#ctx;
    ensure(isAggregationKey(hasher, role, point, key), 'AGGREGATION_KEY_MISMATCH', {
      field: role === 'A' ? 'kA' : 'kB',
      position: point.position,
    });
    await secrets.set(this.#nameOf(point), `${point.position}:${key}`);
  }

  /** Whether the key of this very record was accepted. @throws ProtocolError SECRET_MISSING */
  async ensureHeld(point: PointRecord): Promise<void> {
    const held = await this.#ctx.secrets.get(this.#nameOf(point));
    ensure(held?.startsWith(`${point.position}:`) === true, 'SECRET_MISSING', {
      field: this.#ctx.role === 'A' ? 'kA' : 'kB',
      position: point.position,
    });
  }

  /** Signs enrolments and changes of points whose key it holds. */
  readonly coSigner: CoSigner = async (draft) => {
    const point = pointOf(draft);
    ensure(point !== undefined, 'SIGNATURE_UNEXPECTED', { kind: draft.kind });
    await this.ensureHeld(point);
    return this.#ctx.signer.sign(draft);
  };

  /**
   * Deletes the keys of rotated and revoked points that nothing needs any more: what is gone cannot be opened by a
   * later theft of A and B together. Keys that no point has yet, or one still has, stay.
   * @returns how many were deleted
   */
  async forgetKeys(): Promise<number> {
    const { role, api, genesis, secrets } = this.#ctx;
    const needed = await keysNeeded(api, role, genesis.windows.late);
    const held = await secrets.list(`key:${role}:`);
    const gone = held.filter(([name]) => needed.get(name.slice(`key:${role}:`.length)) === false);
    for (const [name] of gone) await secrets.delete(name);
    return gone.length;
  }

  /** Tags of all keys held, for one auction. */
  async tags(auctionId: bigint): Promise<Map<bigint, KnownTag>> {
    const { role, genesis, hasher, secrets } = this.#ctx;
    const known = new Map<bigint, KnownTag>();
    for (const [, value] of await secrets.list(`key:${role}:`)) {
      const [position, key] = value.split(':');
      const masks = masksOf(hasher, genesis.params, role, BigInt(key!), auctionId);
      known.set(masks.tag, { ...masks, position: Number(position), key: BigInt(key!) });
    }
    return known;
  }

  /**
   * Proves the sum of this party's masks over the settlements that are opened with the auction's: its own, and
   * those of sets below ten that wait for it. Called again after a crash, goes on where the ledger stands.
   * @throws ProtocolError GROUP_TOO_SMALL while a set below ten waits, SECRET_MISSING, and the node's refusals
   */
  async sumMasks(auctionId: bigint): Promise<void> {
    const { role, genesis, hasher, api, saltSecret } = this.#ctx;
    const { maskSums, mergedSet, settlements } = await api.auction({ params: { auctionId } });
    if (maskSums[role].final) return;
    const sets: MemberSet[] = [];
    for (const id of mergedSet) sets.push({ auctionId: id, members: await this.#membersOf(id) });
    // Whatever the node says: an opened sum below ten would be a household's reading.
    const members = sets.at(-1)?.members.length ?? settlements;
    ensure(sets.length > 0 && members >= MIN_GROUP, 'GROUP_TOO_SMALL', { members });
    const batches = maskSumBatches(hasher, genesis.params, { role, secret: saltSecret, sets });
    await submitFrom(batches, maskSums[role], (few) => this.#submit(few));
  }

  async #membersOf(auctionId: bigint): Promise<Member[]> {
    const { role, api } = this.#ctx;
    const settlements = await allItems((query) => api.settlements({ params: { auctionId }, query }));
    const known = await this.tags(auctionId);
    return settlements.map(({ tagA, tagB }, index) => {
      const tag = role === 'A' ? tagA : tagB;
      const found = known.get(tag);
      if (!found) throw fail('SECRET_MISSING', { field: `settlements.${index}`, role });
      return { tag, key: found.key };
    });
  }

  #submit(batches: readonly MaskSumBatch[]): Promise<void> {
    const { role, genesis, prover, signer } = this.#ctx;
    const actions = batches.map((batch) => ({
      fields: {
        auctionId: batch.auctionId,
        aggregator: role === 'A' ? 0 : 1,
        batch: batch.index,
        stateOut: batch.stateOut,
        sum: [...batch.sum],
      },
      prove: (body: MaskSumBody, context: bigint) => {
        const inputs = maskSumCircuitInputs(genesis.params, {
          ...batch,
          context,
          role,
          saltOut: batch.after.salt,
        });
        return provenBytes(prover, 'masksum', inputs, maskSumSignals(body, role, context, batch));
      },
    }));
    return signer.submitAll('maskSum', actions);
  }

  #nameOf(point: PointRecord): string {
    const { role } = this.#ctx;
    return `key:${role}:${hex(role === 'A' ? point.keyAHash : point.keyBHash)}`;
  }
}
