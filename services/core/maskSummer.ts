import { bytesToHex } from '@noble/hashes/utils.js';
import { ensureHeadIsNear, nowOf } from '@veilgrid/client-sdk/verifier/headLag';
import { hex } from '@veilgrid/protocol/core/crypto/field';
import { tagOf } from '@veilgrid/protocol/core/groups/masks';
import { setDigest } from '@veilgrid/protocol/core/groups/setDigest';
import { COUNT_ALONE, type Opening, wordsOf } from '@veilgrid/protocol/core/groups/words';
import { isAggregationKey, type PointRecord } from '@veilgrid/protocol/core/points';
import { ensure } from '@veilgrid/protocol/errors';
import { pointOf } from '@veilgrid/protocol/kinds';
import type { Aggregator } from '@veilgrid/protocol/roles';
import type { Followed, Follower } from './follower/follower.js';
import { keysNeeded } from './keysNeeded.js';
import type { MemberSet } from './maskSumBatches.js';
import { type ProvingContext, proveMaskSums } from './proveMaskSums.js';
import type { CoSigner } from './roleSigner.js';
import type { SecretStore } from './secrets.js';
import { compareSigned } from './sets/compareSigned.js';
import {
  countsOf,
  type FollowedGroups,
  followedGroup,
  followedSet,
  followedSize,
  type Signed,
  setMemberOf,
  standingOf,
} from './sets/followedGroups.js';
import { dropVersions, unaskedVersions } from './sets/followedPoints.js';
import { keepSigned, markRestored, restoredAt, setRecord } from './sets/setRecords.js';
import { ensureEnough, type KnownTag, verifiedKeys } from './sets/verifySet.js';

export interface MaskSummerContext extends ProvingContext {
  readonly secrets: SecretStore;
  /** Shows what it signs in final blocks, checked by itself. */
  readonly follower: Pick<Follower<FollowedGroups>, 'catchUp'>;
  /** Unix seconds; default: this machine's. */
  readonly clock?: () => number;
}

export type { KnownTag } from './sets/verifySet.js';

/** What a person has decided. */
export interface SigningChoice {
  /** That fewer than half of the orders settled is no censor's work. */
  readonly few?: boolean | undefined;
  /** That the folder is an old copy: what it signed since, it does not know. */
  readonly restored?: boolean | undefined;
  /** That the other role's signed word of the same set suffices after a restore. */
  readonly confirmedBy?: Aggregator | undefined;
}

const systemClock = () => Date.now() / 1000;

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
   * Deletes the keys of rotated and revoked points that nothing needs any more, as final blocks say: what is gone cannot
   * be opened by a later theft of A and B together. Keys that no point has yet, or one still has, stay. Then the book
   * forgets these records too.
   * @returns how many were deleted
   */
  async forgetKeys(): Promise<number> {
    const { role, secrets } = this.#ctx;
    const { head, book } = await this.#catchUp();
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
  async tags(groupId: bigint): Promise<Map<bigint, KnownTag>> {
    const { role, hasher, secrets } = this.#ctx;
    const held = new Map<bigint, KnownTag>();
    for (const [, value] of await secrets.list(`key:${role}:`)) {
      const [position, text] = value.split(':');
      const key = BigInt(text!);
      held.set(tagOf(hasher, role, key, groupId), { position: Number(position), key });
    }
    return held;
  }

  /**
   * Opens what this party may of the set that the auction's settlements are opened in, as far as the chain has come:
   * its count, and once both counts are there and say that it is large, its money and words. What it signs it has
   * seen in final blocks itself. Called again after a crash or later, goes on where the ledger stands.
   * @returns opened: all of it; counted: the other party's count, or an earlier set's, is still to come
   * @throws ProtocolError GROUP_TOO_SMALL while a small set waits, SET_UNVERIFIED, HEAD_STALE, ALREADY_SIGNED,
   * SECRET_MISSING, and the node's refusals
   */
  async sumMasks(auctionId: bigint, choice: SigningChoice = {}): Promise<'counted' | 'opened'> {
    const { api, genesis, secrets, role } = this.#ctx;
    if (choice.restored) await markRestored(secrets, this.#now((await this.#catchUp()).head.time));
    const { maskSums } = await api.auction({ params: { auctionId } });
    if (maskSums[role].final) return 'opened';
    const counted = await this.#openOwnCount(auctionId, choice);
    const { head, book } = await this.#catchUp();
    const set = followedSet(genesis, book, auctionId, head.time);
    if (set.length === 0) {
      const waits = followedSize(genesis, followedGroup(book, auctionId), head.time) === 'small';
      ensure(!waits && counted, 'GROUP_TOO_SMALL', { members: followedGroup(book, auctionId).tagsA.length });
      return 'counted';
    }
    const host = set.at(-1)!;
    if (host !== auctionId && book.groups[String(host)]?.opened[role].count === undefined) {
      await this.#openOwnCount(host, choice);
    }
    const group = followedGroup(book, host);
    const { open } = standingOf(group);
    const opens: Opening = {
      ...wordsOf(genesis.params, countsOf(genesis.params, group)!, open, 0),
      money: 1,
      count: 0,
    };
    const sets = await Promise.all(set.map((id) => this.#verified(book, head.time, id)));
    await this.#keepSigned(book, set, 'words', opens, choice);
    const records = set.map((id) => setMemberOf(book, id));
    await proveMaskSums(this.#ctx, { host: sets.at(-1)!, taken: sets.slice(0, -1), opens, records });
    return 'opened';
  }

  /** A validator whose clock runs ahead could freeze a set early. */
  async #catchUp(): Promise<Followed<FollowedGroups>> {
    const { role, genesis, secrets, follower, clock = systemClock } = this.#ctx;
    const followed = await follower.catchUp();
    const { head, book } = followed;
    ensureHeadIsNear(genesis, head.time, clock());
    await compareSigned(secrets, role, book, this.#now(head.time));
    return followed;
  }

  /** No earlier than a role may have signed: the node's newest block may be some minutes old. */
  #now(head: bigint): bigint {
    const { genesis, clock = systemClock } = this.#ctx;
    const own = nowOf(genesis, head, clock());
    return own > head ? own : head;
  }

  /** @returns whether this party's count of the group is open */
  async #openOwnCount(id: bigint, choice: SigningChoice): Promise<boolean> {
    const { genesis, role } = this.#ctx;
    const { head, book } = await this.#catchUp();
    const group = followedGroup(book, id);
    ensure(head.time >= group.freezes, 'SET_UNVERIFIED', { field: 'settleEnd' });
    if (group.opened[role].count !== undefined) return true;
    if (followedSize(genesis, group, head.time) !== 'unknown') return false;
    ensureEnough(book, id, choice.few === true);
    const host = await this.#verified(book, head.time, id);
    await this.#keepSigned(book, [id], 'count', COUNT_ALONE, choice);
    await proveMaskSums(this.#ctx, { host, taken: [], records: [setMemberOf(book, id)] });
    return true;
  }

  async #verified(book: FollowedGroups, time: bigint, groupId: bigint): Promise<MemberSet> {
    const { role, hasher } = this.#ctx;
    const held = await this.tags(groupId);
    const keys = verifiedKeys({ hasher, role, book, time, held }, groupId);
    const { tagsA, tagsB, terms = 0n } = followedGroup(book, groupId);
    const tags = role === 'A' ? tagsA : tagsB;
    return { groupId, terms, members: keys.map((key, i) => ({ tag: tags[i]!, key })) };
  }

  /** On disk before the first proof. An old copy may have signed otherwise, on a chain that nobody shows any more. */
  async #keepSigned(
    book: FollowedGroups,
    set: readonly bigint[],
    opening: keyof Signed,
    opens: Opening,
    choice: SigningChoice,
  ): Promise<void> {
    const { role, secrets } = this.#ctx;
    const records = set.map((id) => setMemberOf(book, id));
    const digest = bytesToHex(setDigest(set.at(-1)!, records, opens));
    const other = role === 'A' ? 'B' : 'A';
    const restored = await restoredAt(secrets);
    for (const id of restored === undefined ? [] : set) {
      const { freezes, opened } = followedGroup(book, id);
      const known = (await setRecord(secrets, id))[opening] !== undefined || freezes > restored!;
      const confirmed = choice.confirmedBy === other && opened[other][opening] === digest;
      ensure(known || confirmed, 'ALREADY_SIGNED', { field: 'restored' });
    }
    await keepSigned(secrets, set, opening, digest);
  }

  #nameOf(point: PointRecord): string {
    const { role } = this.#ctx;
    return `key:${role}:${hex(role === 'A' ? point.keyAHash : point.keyBHash)}`;
  }
}
