import { mod } from '@veilgrid/protocol/core/crypto/field';
import type { MaskSumBody } from '@veilgrid/protocol/core/groups/maskSum';
import { moneyWord, openWords, type PeriodFigure, shownOf } from '@veilgrid/protocol/core/groups/words';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { type MoneyLanes, openMoney } from '@veilgrid/protocol/market/lanes';
import type { SettleBody } from '@veilgrid/protocol/market/settlement';
import { MIN_GROUP, type Params } from '@veilgrid/protocol/params';

/** What a publication opened. */
export interface OpenedSums extends MoneyLanes {
  readonly members: number;
  /** K, by settlement period, Wh. */
  readonly figures: readonly PeriodFigure[];
}

/** The same as a node answers it. */
export interface PublishedSums extends MoneyLanes {
  readonly members: number;
  readonly both: number;
  readonly imports: readonly bigint[];
  readonly exports: readonly bigint[];
  readonly nets: readonly bigint[];
}

/**
 * Opens a publication from the transactions it stands on: all settlements of its auctions and the mask sums by which
 * A and B opened its words, whose proofs the caller has verified.
 * @param sets the auctions' settlements, in the order of `auctions` in the node's answer: those of sets that waited
 *   and were merged, then the large one that took them in
 * @throws ProtocolError GROUP_TOO_SMALL, WORDS_DIFFER, LANES_INVALID
 */
export function openPublication(
  params: Params,
  sets: readonly (readonly SettleBody[])[],
  { A, B }: Readonly<Record<'A' | 'B', MaskSumBody>>,
): OpenedSums {
  const settlements = sets.flat();
  const members = settlements.length;
  ensure(sets.at(-1)!.length >= MIN_GROUP, 'GROUP_TOO_SMALL', { members });
  const opening = { both: A.both, net: A.net, money: 1, count: 0 };
  const same = B.both === A.both && B.net === A.net && A.money === 1 && B.money === 1;
  ensure(same, 'WORDS_DIFFER', { field: 'both' });
  const sums = Array.from({ length: params.laneWords }, (_, i) =>
    settlements.reduce((sum, { lanes }) => mod(sum + lanes[i]!), 0n),
  );
  const words = shownOf(params, sums, opening).map((word, i) => mod(word - A.sum[i]! - B.sum[i]!));
  const money = openMoney(words[moneyWord(params)]!, members);
  const figures = openWords(params, words, opening, members);
  if (!money || !figures) throw fail('LANES_INVALID', { field: 'lanes' });
  return { members, ...money, figures };
}

/** @throws ProtocolError LANES_INVALID naming the first published figure that is not the opened one */
export function verifyPublication(opened: OpenedSums, published: PublishedSums): void {
  for (const field of ['members', 'refund', 'network', 'shortfall', 'deposit'] as const) {
    ensure(opened[field] === published[field], 'LANES_INVALID', { field });
  }
  const { imports, exports, nets } = published;
  ensure(
    [imports, exports, nets].every((of) => of.length === opened.figures.length),
    'LANES_INVALID',
    {
      field: 'imports',
    },
  );
  opened.figures.forEach((figure, k) => {
    const [i, e, n] = 'net' in figure ? [0n, 0n, figure.net] : [figure.imported, figure.exported, 0n];
    ensure(imports[k] === i, 'LANES_INVALID', { field: `imports.${k}` });
    ensure(exports[k] === e, 'LANES_INVALID', { field: `exports.${k}` });
    ensure(nets[k] === n, 'LANES_INVALID', { field: `nets.${k}` });
  });
}
