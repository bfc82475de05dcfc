import { bytesToHex } from '@noble/hashes/utils.js';
import { ensureHeadIsNear, nowOf } from '@veilgrid/client-sdk/verifier/headLag';
import { hex } from '@veilgrid/protocol/core/crypto/field';
import { tagOf } from '@veilgrid/protocol/core/groups/masks';
import { setDigest } from '@veilgrid/protocol/core/groups/setDigest';
import { COUNT_ALONE, type Opening } from '@veilgrid/protocol/core/groups/words';
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
  type FollowedGroups,
  followedGroup,
  followedSet,
  followedSize,
  type Signed,
  setMemberOf,
} from './sets/followedGroups.js';
import { dropVersions, unaskedVersions } from './sets/followedPoints.js';
import {
  type FollowedChain,
  type FollowedRules,
  type FollowedTable,
  followedRules,
} from './sets/followedRules.js';
import { keepSigned, markRestored, restoredAt, setRecord } from './sets/setRecords.js';
import { ensureEnough, ensureHalf, type KnownTag, verifiedKeys } from './sets/verifySet.js';

export interface MaskSummerContext extends ProvingContext {
  readonly secrets: SecretStore;
  /** Shows what it signs in final blocks, checked by itself. */
  readonly follower: Pick<Follower<FollowedGroups>, 'catchUp'>;
  /** What it goes by, by kind of groups. */
  readonly groups: FollowedTable;
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

  /** By tag: all keys held, as they stand in one group, or every item of them. */
  async tags(groupId: bigint, items?: (key: bigint) => readonly bigint[]): Promise<Map<bigint, KnownTag>> {
    const { role, hasher, secrets } = this.#ctx;
    const held = new Map<bigint, KnownTag>();
    for (const [, value] of await secrets.list(`key:${role}:`)) {
      const [position, text] = value.split(':');
      const key = BigInt(text!);
      const known = { position: Number(position), key };
      if (!items) held.set(tagOf(hasher, role, key, groupId), known);
      for (const member of items?.(key) ?? [])
        held.set(tagOf(hasher, role, member, groupId), { ...known, member });
    }
    return held;
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
  async sumMasks(groupId: bigint, choice: SigningChoice = {}): Promise<'counted' | 'opened'> {
    const { secrets } = this.#ctx;
    const start = await this.#catchUp();
    if (choice.restored) await markRestored(secrets, this.#now(start.head.time));
    if (await this.#isFinal(start.book, groupId)) return 'opened';
    const rules = followedRules(this.#ctx, followedGroup(start.book, groupId));
    return rules.counted
      ? this.#sumCounted(rules, groupId, choice)
      : this.#sumByFacts(rules, groupId, choice);
  }

  /** A group that the book has no more was published: whichever module's it is, its node says so. */
  async #isFinal({ groups }: FollowedGroups, id: bigint): Promise<boolean> {
    const { api, role, groups: table } = this.#ctx;
    const group = groups[String(id)];
    const lines = group ? [followedRules(this.#ctx, group)] : Object.values(table);
    const told = await Promise.allSettled(lines.map((line) => line.progress(api, id)));
    const known = told.find((answer) => answer.status === 'fulfilled');
    if (!known) throw told.find((answer) => answer.status === 'rejected')?.reason;
    return known.value[role].final;
  }

  get #chain(): FollowedChain {
    const { genesis, groups } = this.#ctx;
    return { params: genesis.params, windows: genesis.windows, groups };
  }

  async #sumCounted(rules: FollowedRules, id: bigint, choice: SigningChoice): Promise<'counted' | 'opened'> {
    const { role } = this.#ctx;
    const counted = await this.#openOwnCount(id, choice);
    const { head, book } = await this.#catchUp();
    const set = followedSet(this.#chain, book, id, head.time);
    if (set.length === 0) {
      const waits = followedSize(this.#chain, book, id, head.time) === 'small';
      ensure(!waits && counted, 'GROUP_TOO_SMALL', { members: followedGroup(book, id).tagsA.length });
      return 'counted';
    }
    const host = set.at(-1)!;
    if (host !== id && book.groups[String(host)]?.opened[role].count === undefined) {
      await this.#openOwnCount(host, choice);
    }
    const opens = rules.rest?.(this.#chain, book, set);
    ensure(opens !== undefined, 'GROUP_TOO_SMALL', { members: followedGroup(book, id).tagsA.length });
    await this.#open({ rules, book, time: head.time, set, opens }, 'words', choice);
    return 'opened';
  }

  async #sumByFacts(rules: FollowedRules, id: bigint, choice: SigningChoice): Promise<'counted' | 'opened'> {
    const { role } = this.#ctx;
    const { head, book } = await this.#catchUp();
    const { freezes, tagsA } = followedGroup(book, id);
    ensure(head.time >= freezes, 'SET_UNVERIFIED', { field: 'settleEnd' });
    const set = followedSet(this.#chain, book, id, head.time);
    ensure(set.length > 0, 'GROUP_TOO_SMALL', { members: tagsA.length });
    const work = { rules, book, time: head.time, set };
    if (followedGroup(book, set.at(-1)!).opened[role].count === undefined) {
      for (const each of set) ensureHalf(book, each, choice.few === true);
      await this.#open(work, 'count', choice);
      return rules.rest ? 'counted' : 'opened';
    }
    const opens = rules.rest?.(this.#chain, book, set);
    if (!opens) return 'counted';
    await this.#open({ ...work, opens }, 'words', choice);
    return 'opened';
  }

  /** Proves what opens of a known set, once it is sure of all of it. */
  async #open(
    work: {
      readonly rules: FollowedRules;
      readonly book: FollowedGroups;
      readonly time: bigint;
      readonly set: readonly bigint[];
      readonly opens?: Opening;
    },
    opening: keyof Signed,
    choice: SigningChoice,
  ): Promise<void> {
    const { rules, book, time, set, opens } = work;
    const { first, lastDomain } = rules;
    const sets = await Promise.all(set.map((id) => this.#verified(book, time, id)));
    await this.#keepSigned(book, set, opening, opens ?? first ?? COUNT_ALONE, choice);
    const records = set.map((id) => setMemberOf(book, id));
    const task = { host: sets.at(-1)!, taken: sets.slice(0, -1), first, opens, lastDomain, records };
    await proveMaskSums(this.#proving(rules), task);
  }

  #proving(rules: FollowedRules) {
    return { ...this.#ctx, progress: (id: bigint) => rules.progress(this.#ctx.api, id) };
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
    const { role, groups } = this.#ctx;
    const { head, book } = await this.#catchUp();
    const group = followedGroup(book, id);
    ensure(head.time >= group.freezes, 'SET_UNVERIFIED', { field: 'settleEnd' });
    if (group.opened[role].count !== undefined) return true;
    if (followedSize(this.#chain, book, id, head.time) !== 'unknown') return false;
    const rules = followedRules({ groups }, group);
    ensureEnough(groups, book, id, choice.few === true);
    await this.#open({ rules, book, time: head.time, set: [id] }, 'count', choice);
    return true;
  }

  async #verified(book: FollowedGroups, time: bigint, groupId: bigint): Promise<MemberSet> {
    const { role, hasher, groups } = this.#ctx;
    const group = followedGroup(book, groupId);
    const { memberKeys } = followedRules({ groups }, group);
    const held = await this.tags(groupId, memberKeys && ((key) => memberKeys(hasher, role, key, group)));
    const keys = verifiedKeys({ hasher, role, book, time, held, groups }, groupId);
    const { tagsA, tagsB, terms = 0n } = group;
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
