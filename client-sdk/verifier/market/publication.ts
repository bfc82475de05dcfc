/** What anybody opens of a set from the transactions it stands on. protocol/core.md "Words", protocol/market.md, publish. */
import { mod } from '@veilgrid/protocol/core/crypto/field';
import type { MaskSumBody } from '@veilgrid/protocol/core/groups/maskSum';
import {
  type Counts,
  countLanesOf,
  countWord,
  isLarge,
  moneyWord,
  openCounts,
  openWords,
  type PeriodFigure,
  shownOf,
  wordsOf,
} from '@veilgrid/protocol/core/groups/words';
import { STATUS_METER } from '@veilgrid/protocol/core/readings';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { type MoneyLanes, openMoney } from '@veilgrid/protocol/market/lanes';
import type { SettleBody } from '@veilgrid/protocol/market/settlement';
import type { Params } from '@veilgrid/protocol/params';
import type { RouteResponse } from '@veilgrid/protocol/routes';

type Body = Pick<MaskSumBody, 'sum' | 'both' | 'net'>;

/** One role's two openings of a set: the bodies of the batches that show something. */
export interface RoleOpenings {
  readonly count: Body;
  readonly words: Body;
}

/** What the ledger itself must have computed of a set from its openings. */
export interface OpenedSet {
  readonly members: number;
  /** Settlements that show that they hide nobody; the counts are taken less them. */
  readonly open: number;
  readonly counts: Counts;
  readonly both: number;
  readonly net: number;
  readonly periods: readonly PeriodFigure[];
  readonly money: MoneyLanes;
}

/**
 * Opens a set, by the rule that its own count sets. The caller has verified the proofs of all that it gives.
 * @param sets the auctions' settlements in the order of `auctions` in the node's answer, the large one last
 * @param called bit w: a half hour of word w was called over the zone and day
 * @throws ProtocolError GROUP_TOO_SMALL, WORDS_DIFFER, LANES_INVALID
 */
export function openPublication(
  params: Params,
  sets: readonly (readonly SettleBody[])[],
  { A, B }: Readonly<Record<'A' | 'B', RoleOpenings>>,
  called = 0,
): OpenedSet {
  const own = sets.at(-1)!;
  const all = sets.flat();
  const sum = (bodies: readonly SettleBody[]) =>
    Array.from({ length: params.laneWords }, (_, i) =>
      bodies.reduce((total, { lanes }) => mod(total + lanes[i]!), 0n),
    );
  const at = countWord(params);
  const counts = openCounts(params, mod(sum(own)[at]! - A.count.sum[at]! - B.count.sum[at]!), own.length);
  if (!counts) throw fail('LANES_INVALID', { field: 'counts' });
  const open = own.filter((s) => s.status === STATUS_METER && s.open === 1).length;
  ensure(isLarge(counts, open), 'GROUP_TOO_SMALL', { members: counts.active - open });
  const shown = wordsOf(params, counts, open, called);
  for (const { words } of [A, B]) {
    ensure(words.both === shown.both && words.net === shown.net, 'WORDS_DIFFER', { field: 'both' });
  }
  const opening = { ...shown, money: 1, count: 0 };
  const words = shownOf(params, sum(all), opening).map((x, i) => mod(x - A.words.sum[i]! - B.words.sum[i]!));
  const periods = openWords(params, words, shown, all.length);
  const money = openMoney(words[moneyWord(params)]!, all.length);
  if (!periods || !money) throw fail('LANES_INVALID', { field: 'lanes' });
  return { members: all.length, open, counts, ...shown, periods, money };
}

/** @throws ProtocolError LANES_INVALID naming the first published figure that is not the opened one */
export function verifyPublication(opened: OpenedSet, published: RouteResponse<'aggregate'>): void {
  const { members, both, net, money, periods } = opened;
  const single = { members, both, net, ...money };
  for (const [field, value] of Object.entries(single)) {
    ensure(published[field as keyof typeof single] === value, 'LANES_INVALID', { field });
  }
  const lists = {
    counts: countLanesOf(opened.counts),
    imports: periods.map((p) => ('net' in p ? 0n : p.imported)),
    exports: periods.map((p) => ('net' in p ? 0n : p.exported)),
    nets: periods.map((p) => ('net' in p ? p.net : 0n)),
  };
  for (const [field, values] of Object.entries(lists)) {
    const other: readonly (bigint | number)[] = published[field as keyof typeof lists];
    const wrong = values.findIndex((x, k) => x !== other[k]);
    const same = other.length === values.length && wrong < 0;
    ensure(same, 'LANES_INVALID', { field: `${field}.${Math.max(wrong, 0)}` });
  }
}
