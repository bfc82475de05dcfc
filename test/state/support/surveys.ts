import {
  ensureJoinable,
  ensureTagsFree,
  join,
  type Member,
  putGroup,
  requireGroup,
  setMember,
  setTerms,
  termsOf,
} from '@veilgrid/node/state/core/groups/group';
import { requireSet, sealSet } from '@veilgrid/node/state/core/groups/mergedSet';
import { logSum } from '@veilgrid/node/state/core/groups/openedSum';
import { putPart } from '@veilgrid/node/state/core/groups/parts';
import type { StateWriter } from '@veilgrid/node/state/core/view';
import { GROUPS } from '@veilgrid/node/state/groups';
import { Overlay } from '@veilgrid/node/store/overlay';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import {
  addMasks,
  initialMaskSum,
  type MaskSumBody,
  maskSumCommitment,
} from '@veilgrid/protocol/core/groups/maskSum';
import { masksOf, tagOf } from '@veilgrid/protocol/core/groups/masks';
import { setDigest } from '@veilgrid/protocol/core/groups/setDigest';
import { COUNT_ALONE, NOTHING, type Opening, shownOf } from '@veilgrid/protocol/core/groups/words';
import type { Aggregator } from '@veilgrid/protocol/roles';
import { TestChain } from './chain.js';
import { GENESIS, PARAMS } from './genesis.js';
import { hasher } from './hasher.js';
import { SURVEYS } from './surveyRules.js';

export const ROLES = ['A', 'B'] as const;
type Body = Omit<MaskSumBody, 'sequence'>;

/** One statement of the made-up module: its lanes before they are masked, and whose key masks them. */
export interface Statement {
  readonly lanes: readonly bigint[];
  /** Default: an own one. An item's may be one of several of a member. */
  readonly key?: bigint;
  readonly counts?: boolean;
  readonly open?: 0 | 1;
}

export interface NewSurvey {
  readonly series?: bigint;
  readonly freezes: bigint;
  readonly terms?: bigint;
  /** The auction whose set it divides. */
  readonly of?: bigint;
}

/** What the state was given, for whoever keeps other books of it. */
export interface Given {
  readonly id: bigint;
  readonly rules: string;
  readonly survey: NewSurvey;
  readonly members: Member[];
}

/** The made-up module on a chain whose table has its lines; masks are real, its statements believed. */
export class Surveys {
  readonly chain = new TestChain(GENESIS, { ...GROUPS, ...SURVEYS });
  readonly given = new Map<bigint, Given>();
  readonly #keys = new Map<bigint, bigint[]>();

  #write(work: (writer: StateWriter) => void): void {
    const overlay = new Overlay(this.chain.store);
    work(overlay);
    this.chain.store.commit(overlay.writes());
  }

  put(rules: string, id: bigint, survey: NewSurvey): this {
    const { freezes, series = 0n, terms = id, of } = survey;
    this.#write((writer) => {
      putGroup(this.chain.ctx, writer, { id, rules, series, freezes, zone: 0, day: 0 });
      setTerms(writer, id, terms);
      if (of !== undefined) putPart(this.chain.ctx, writer, of, id);
    });
    this.given.set(id, { id, rules, survey, members: [] });
    this.#keys.set(id, []);
    return this;
  }

  /** What the module checks and does with a statement. @throws ProtocolError PHASE_WRONG, TAG_USED */
  join(id: bigint, ...statements: readonly Statement[]): this {
    const { ctx, store } = this.chain;
    const { rules } = requireGroup(store, id);
    const { words, lastDomain } = ctx.groups[rules]!;
    for (const statement of statements) {
      const keys = this.#keys.get(id)!;
      const own = statement.key ?? id * 10_000n + BigInt(2 * keys.length);
      const masks = ROLES.map(
        (role) => masksOf(hasher, PARAMS, role, keyOf(role, own), termsOf(store, id)!, lastDomain).masks,
      );
      const places = words(PARAMS);
      const member = {
        tagA: tagOf(hasher, 'A', keyOf('A', own), id),
        tagB: tagOf(hasher, 'B', keyOf('B', own), id),
        lanes: statement.lanes.map((lane, i) => mod(lane + masks[0]![places[i]!]! + masks[1]![places[i]!]!)),
        counts: statement.counts ?? true,
        open: statement.open ?? 0,
      };
      ensureJoinable(ctx, store, id);
      ensureTagsFree(store, id, member);
      this.#write((writer) => join(ctx, writer, id, member));
      this.given.get(id)!.members.push(member);
      keys.push(own);
    }
    return this;
  }

  /** Puts a group and lets so many join it alike. */
  with(rules: string, id: bigint, survey: NewSurvey, statements: readonly Statement[]): this {
    return this.put(rules, id, survey).join(id, ...statements);
  }

  publish(id: bigint): this {
    const { ctx, store } = this.chain;
    const set = requireSet(ctx, store, id);
    const logged = ctx.groups[requireGroup(store, id).rules]!.energy?.logged === 'published';
    this.#write((writer) => {
      if (logged) logSum(ctx, writer, set);
      sealSet(ctx, writer, set);
    });
    return this;
  }

  /**
   * One role's batches of an opening.
   * @param set host last
   * @param opens what the last of them shows; `before` of what was shown at the same batch
   */
  bodies(
    role: Aggregator,
    set: readonly bigint[],
    opens: Opening,
    place: 'own' | 'all' | 'after' | 'again',
  ): Body[] {
    const { ctx, store } = this.chain;
    const host = set.at(-1)!;
    const order = place === 'own' ? [host] : [host, ...set.slice(0, -1)];
    const { lastDomain } = ctx.groups[requireGroup(store, host).rules]!;
    let before = initialMaskSum(PARAMS);
    const all = order.flatMap((id) => {
      const own = this.#keys.get(id)!.map((key) => keyOf(role, key));
      const count = Math.ceil(own.length / PARAMS.maskN);
      return Array.from({ length: count }, (_, batch) => {
        const keys = own.slice(batch * PARAMS.maskN, (batch + 1) * PARAMS.maskN);
        const step = {
          terms: termsOf(store, id)!,
          role,
          keys,
          before,
          saltOut: 300n + BigInt(batch),
          lastDomain,
        };
        before = addMasks(hasher, PARAMS, step);
        return { id, batch, after: before };
      });
    });
    const own = Math.ceil(this.#keys.get(host)!.length / PARAMS.maskN);
    // Where groups that it takes in have no members, its own last batch comes again.
    const after = Math.min(own, all.length - 1);
    const from = { own: 0, all: 0, after, again: all.length - 1 }[place];
    const named = (place === 'own' ? [host] : set).map((id) => setMember(ctx, store, id));
    return all.slice(from).map(({ id, batch, after }, i, few): Body => {
      const shows = i === few.length - 1 ? opens : NOTHING;
      return {
        groupId: id,
        aggregator: role === 'A' ? 0 : 1,
        batch,
        stateOut: maskSumCommitment(hasher, after),
        sum: shownOf(PARAMS, after.sums, shows),
        ...shows,
        set: setDigest(host, named, shows),
      };
    });
  }

  /** Both roles' batches of an opening, on the chain. */
  open(...[set, opens, place]: Tail<Parameters<Surveys['bodies']>>): this {
    for (const role of ROLES) {
      for (const body of this.bodies(role, set, opens, place)) this.chain.send('maskSum', body);
    }
    return this;
  }

  counts(...ids: readonly bigint[]): this {
    for (const id of ids) this.open([id], COUNT_ALONE, 'own');
    return this;
  }
}

type Tail<T extends readonly unknown[]> = T extends readonly [unknown, ...infer Rest] ? Rest : never;

const keyOf = (role: Aggregator, own: bigint) => own + (role === 'A' ? 0n : 1n);
