import { hex } from '@veilgrid/protocol/core/crypto/field';
import { isAggregationKey, type PointRecord } from '@veilgrid/protocol/core/points';
import { ensure } from '@veilgrid/protocol/errors';
import { pointOf } from '@veilgrid/protocol/kinds';
import { catchUp } from './catchUp.js';
import { keysNeeded } from './keysNeeded.js';
import type { CoSigner } from './roleSigner.js';
import { type OpeningContext, SetOpener, type SigningChoice } from './setOpener.js';
import { dropVersions, unaskedVersions } from './sets/followedPoints.js';
import { heldTags } from './sets/heldTags.js';
import type { KnownTag } from './sets/verifySet.js';

export type { OpeningContext as MaskSummerContext, SigningChoice } from './setOpener.js';
export type { KnownTag } from './sets/verifySet.js';

/**
 * A (the DSO) or B (the statistician): holds one key of every connection point and proves the sum of one
 * half of the masks.
 */
export class MaskSummer {
  readonly #ctx: OpeningContext;

  constructor(ctx: OpeningContext) {
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
   * Deletes the keys of rotated and revoked points that nothing needs any more, as final blocks say: what is gone cannot
   * be opened by a later theft of A and B together. Keys that no point has yet, or one still has, stay. Then the book
   * forgets these records too.
   * @returns how many were deleted
   */
  async forgetKeys(): Promise<number> {
    const { role, secrets } = this.#ctx;
    const { head, book } = await catchUp(this.#ctx);
    const needed = keysNeeded(book, role, head.time);
    const waiting = Object.values(book.groups).map(({ changes }) => changes);
    const unasked = unaskedVersions(book, waiting);
    const held = await secrets.list(`key:${role}:`);
    const gone = held.filter(([name]) => needed.get(name.slice(`key:${role}:`.length)) === false);
    for (const [name] of gone) await secrets.delete(name);
    dropVersions(book, unasked);
    return gone.length;
  }

  /** By tag: all keys held, as they stand in one group. */
  tags(groupId: bigint): Promise<Map<bigint, KnownTag>> {
    return heldTags(this.#ctx, groupId);
  }

  /**
   * Opens what this party may of the set that a group is opened in, as far as the chain has come: its count, and once
   * both counts are there and say that it is large, its money and words; or what public facts allow at once, and then
   * the rest. What it signs it has seen in final blocks itself. Called again after a crash or later, goes on where the
   * ledger stands.
   * @returns opened: all of it; counted: the other party's first opening, or an earlier set's, is still to come, or
   * nothing more opens now
   * @throws ProtocolError GROUP_TOO_SMALL while a small set waits, SET_UNVERIFIED, HEAD_STALE, ALREADY_SIGNED,
   * SECRET_MISSING, and the node's refusals
   */
  sumMasks(groupId: bigint, choice: SigningChoice = {}): Promise<'counted' | 'opened'> {
    return new SetOpener(this.#ctx).open(groupId, choice);
  }

  #nameOf(point: PointRecord): string {
    const { role } = this.#ctx;
    return `key:${role}:${hex(role === 'A' ? point.keyAHash : point.keyBHash)}`;
  }
}
