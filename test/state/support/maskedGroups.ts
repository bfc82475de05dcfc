import {
  type Group,
  join as joinGroup,
  type Member,
  putGroup,
  setTerms,
} from '@veilgrid/node/state/core/groups/group';
import { Overlay } from '@veilgrid/node/store/overlay';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { masksOf, tagOf } from '@veilgrid/protocol/core/groups/masks';
import { zoneTariff } from '@veilgrid/protocol/core/points';
import type { Reading } from '@veilgrid/protocol/core/readings';
import { lanesOf } from '@veilgrid/protocol/market/lanes';
import type { Aggregator } from '@veilgrid/protocol/roles';
import { TestChain } from './chain.js';
import { PARAMS } from './genesis.js';
import { hasher } from './hasher.js';
import { type MaskPhase, maskBatches, type SettledSet } from './maskBatches.js';
import { K } from './profile.js';

export const ZONE = 3;

/** What one member of a group brings. */
export interface MemberDay {
  readonly imported: readonly number[];
  readonly exported: readonly number[];
  readonly status?: 0 | 1;
  readonly open?: 0 | 1;
}

/** Imports in every half hour. */
export const importer: MemberDay = { imported: Array(K).fill(100), exported: Array(K).fill(0) };
/** Both in every half hour. */
export const prosumer: MemberDay = { imported: Array(K).fill(100), exported: Array(K).fill(40) };
/** Reads 0 all day. */
export const away: MemberDay = { imported: Array(K).fill(0), exported: Array(K).fill(0) };
export const times = <T>(count: number, item: T): T[] => Array<T>(count).fill(item);

interface Keys {
  key(role: Aggregator): bigint;
}

/** Groups of members that the state believes: what is left is what A and B may open. */
export class MaskedGroups {
  readonly chain = new TestChain();
  readonly #sets = new Map<bigint, SettledSet<Keys>>();
  /** What the state was given, for whoever keeps other books of it. */
  readonly given: { readonly group: Group; readonly terms: bigint; readonly members: readonly Member[] }[] =
    [];

  put(id: bigint, freezes: bigint, days: readonly MemberDay[], { zone = ZONE, day = 9 } = {}): this {
    const { ctx, store } = this.chain;
    const overlay = new Overlay(store);
    const group = { id, rules: 'settlements', series: zoneTariff(zone, 1), freezes, zone, day };
    putGroup(ctx, overlay, group);
    const joined: Member[] = [];
    const terms = id * 7n;
    setTerms(overlay, id, terms);
    const members = days.map((of, i): Keys => {
      const key = (role: Aggregator) => id * 1_000n + BigInt(2 * i) + (role === 'A' ? 0n : 1n);
      const masks = (['A', 'B'] as const).map(
        (role) => masksOf(hasher, PARAMS, role, key(role), terms).masks,
      );
      const readings = of.imported.map((x, k): Reading => ({ imported: x, exported: of.exported[k]! }));
      const money = { refund: BigInt(i), network: 2n, shortfall: 0n, deposit: 10n };
      const status = of.status ?? 0;
      const lanes = lanesOf(PARAMS, readings, money, status === 0).map((lane, w) =>
        mod(lane + masks[0]![w]! + masks[1]![w]!),
      );
      const tagA = tagOf(hasher, 'A', key('A'), id);
      const tagB = tagOf(hasher, 'B', key('B'), id);
      const member = { tagA, tagB, lanes, counts: status === 0, open: of.open ?? 0 };
      joinGroup(ctx, overlay, id, member);
      joined.push(member);
      return { key };
    });
    store.commit(overlay.writes());
    this.#sets.set(id, { auctionId: id, members });
    this.given.push({ group, terms, members: joined });
    return this;
  }

  bodies(role: Aggregator, phase: MaskPhase, ...ids: bigint[]) {
    const sets = ids.map((id) => this.#sets.get(id)!);
    return maskBatches(this.chain, role, sets, phase).map(({ body }) => body);
  }

  send(role: Aggregator, phase: MaskPhase, ...ids: bigint[]): this {
    for (const body of this.bodies(role, phase, ...ids)) this.chain.send('maskSum', body);
    return this;
  }

  counts(...ids: bigint[]): this {
    for (const id of ids) this.send('A', 'count', id).send('B', 'count', id);
    return this;
  }

  words(...ids: bigint[]): this {
    return this.send('A', 'words', ...ids).send('B', 'words', ...ids);
  }
}
