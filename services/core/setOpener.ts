/**
 * How A or B opens a set: what it has seen of it in final blocks, on disk before it is proven, once.
 * docs/protocol/core/groups.md.
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import { setDigest } from '@veilgrid/protocol/core/groups/setDigest';
import { COUNT_ALONE, type Opening } from '@veilgrid/protocol/core/groups/words';
import { ensure } from '@veilgrid/protocol/errors';
import type { Aggregator } from '@veilgrid/protocol/roles';
import { catchUp, type FollowingContext, latestTime } from './catchUp.js';
import type { MemberSet } from './maskSumBatches.js';
import { type ProvingContext, proveMaskSums } from './proveMaskSums.js';
import {
  type FollowedGroup,
  type FollowedGroups,
  followedGroup,
  type Signed,
  setMemberOf,
} from './sets/followedGroups.js';
import { followedSet, followedSize } from './sets/followedOpenings.js';
import {
  type FollowedChain,
  type FollowedRules,
  type FollowedTable,
  followedRules,
} from './sets/followedRules.js';
import { heldTags } from './sets/heldTags.js';
import { keepSigned, markRestored, restoredAt, setRecord } from './sets/setRecords.js';
import { ensureEnough, ensureHalf, type KnownTag, verifiedKeys } from './sets/verifySet.js';

export interface OpeningContext extends ProvingContext, FollowingContext {
  /** What it goes by, by kind of groups. */
  readonly groups: FollowedTable;
}

/** What a person has decided. */
export interface SigningChoice {
  /** That fewer than half of the orders settled is no censor's work. */
  readonly few?: boolean | undefined;
  /** That the folder is an old copy: what it signed since, it does not know. */
  readonly restored?: boolean | undefined;
  /** That the other role's signed word of the same set suffices after a restore. */
  readonly confirmedBy?: Aggregator | undefined;
}

/** Opens, for one role, whatever the chain allows of a set. */
export class SetOpener {
  readonly #ctx: OpeningContext;

  constructor(ctx: OpeningContext) {
    this.#ctx = ctx;
  }

  /** `sumMasks` of a MaskSummer. */
  async open(groupId: bigint, choice: SigningChoice = {}): Promise<'counted' | 'opened'> {
    const { secrets } = this.#ctx;
    const start = await catchUp(this.#ctx);
    if (choice.restored) await markRestored(secrets, latestTime(this.#ctx, start.head.time));
    if (await this.#isFinal(start.book, groupId)) return 'opened';
    // Taken out of the book after it was signed: nothing more of it opens.
    const gone = start.book.groups[String(groupId)] === undefined;
    if (gone && (await setRecord(secrets, groupId)).count !== undefined) return 'opened';
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
    const { head, book } = await catchUp(this.#ctx);
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
    const opens = rules.rest?.(this.#chain, book, set, head.time);
    ensure(opens !== undefined, 'GROUP_TOO_SMALL', { members: followedGroup(book, id).tagsA.length });
    await this.#prove({ rules, book, time: head.time, set, opens }, 'words', choice);
    return 'opened';
  }

  async #sumByFacts(rules: FollowedRules, id: bigint, choice: SigningChoice): Promise<'counted' | 'opened'> {
    const { role } = this.#ctx;
    const { head, book } = await catchUp(this.#ctx);
    const { freezes, tagsA } = followedGroup(book, id);
    ensure(head.time >= freezes, 'SET_UNVERIFIED', { field: 'settleEnd' });
    const set = followedSet(this.#chain, book, id, head.time);
    ensure(set.length > 0, 'GROUP_TOO_SMALL', { members: tagsA.length });
    const work = { rules, book, time: head.time, set };
    if (followedGroup(book, set.at(-1)!).opened[role].count === undefined) {
      for (const each of set) ensureHalf(book, each, choice.few === true);
      await this.#prove(work, 'count', choice);
      return rules.rest ? 'counted' : 'opened';
    }
    const opens = rules.rest?.(this.#chain, book, set, head.time);
    if (!opens) return 'counted';
    await this.#prove({ ...work, opens }, 'words', choice);
    return 'opened';
  }

  /** Proves what opens of a known set, once it is sure of all of it. */
  async #prove(
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

  /** @returns whether this party's count of the group is open */
  async #openOwnCount(id: bigint, choice: SigningChoice): Promise<boolean> {
    const { role, groups } = this.#ctx;
    const { head, book } = await catchUp(this.#ctx);
    const group = followedGroup(book, id);
    ensure(head.time >= group.freezes, 'SET_UNVERIFIED', { field: 'settleEnd' });
    if (group.opened[role].count !== undefined) return true;
    if (followedSize(this.#chain, book, id, head.time) !== 'unknown') return false;
    const rules = followedRules({ groups }, group);
    ensureEnough(groups, book, id, choice.few === true);
    await this.#prove({ rules, book, time: head.time, set: [id] }, 'count', choice);
    return true;
  }

  async #verified(book: FollowedGroups, time: bigint, groupId: bigint): Promise<MemberSet> {
    const { role, hasher, groups } = this.#ctx;
    const group = followedGroup(book, groupId);
    const held = await this.#heldIn(group, groupId);
    const keys = verifiedKeys({ hasher, role, book, time, held, groups }, groupId);
    await this.#ensureDisjoint(book, groupId);
    const { tagsA, tagsB, terms = 0n } = group;
    const tags = role === 'A' ? tagsA : tagsB;
    return { groupId, terms, members: keys.map((key, i) => ({ tag: tags[i]!, key })) };
  }

  /** Nobody is in two parts of one set: what is left of it would be less than its counts say. */
  async #ensureDisjoint(book: FollowedGroups, groupId: bigint): Promise<void> {
    const { of } = followedGroup(book, groupId);
    if (of === undefined) return;
    const own = await this.#positions(book, groupId);
    for (const [text, group] of Object.entries(book.groups)) {
      if (group.of !== of || text === String(groupId)) continue;
      const both = (await this.#positions(book, BigInt(text))).filter((position) => own.includes(position));
      ensure(both.length === 0, 'SET_UNVERIFIED', { field: 'parts', position: both[0]! });
    }
  }

  /** All keys held, by the tags that they have in a group; of an item's where members are items. */
  #heldIn(group: FollowedGroup, groupId: bigint): Promise<Map<bigint, KnownTag>> {
    const { role, hasher } = this.#ctx;
    const { memberKeys } = followedRules(this.#chain, group);
    const items = memberKeys && ((key: bigint) => memberKeys(hasher, role, key, group));
    return heldTags(this.#ctx, groupId, items);
  }

  async #positions(book: FollowedGroups, groupId: bigint): Promise<number[]> {
    const { role } = this.#ctx;
    const group = followedGroup(book, groupId);
    const { tagsA, tagsB } = group;
    const held = await this.#heldIn(group, groupId);
    return (role === 'A' ? tagsA : tagsB).flatMap((tag) => held.get(tag)?.position ?? []);
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
}
