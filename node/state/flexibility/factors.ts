/**
 * Reference factors of a called need: what homes that nobody called used on its day and on the listed ones, from the sums
 * that both roles opened of their sets. Relies on openNeed for references that have an auction of the day and were
 * published alone on each listed day, and on openings that are dated. docs/protocol/flexibility.md "Baseline".
 */
import { signed } from '@veilgrid/protocol/core/crypto/field';
import { PERIODS_PER_WORD } from '@veilgrid/protocol/core/groups/words';
import { type Factors, plainFactors } from '@veilgrid/protocol/flexibility/baseline';
import {
  type ReferenceDay,
  type ReferenceFigure,
  referenceFactors,
  sellersFactors,
} from '@veilgrid/protocol/flexibility/factors';
import type { NeedTerms } from '@veilgrid/protocol/flexibility/need';
import { readSum } from '../core/groups/openedSum.js';
import type { StateContext, StateView } from '../core/view.js';
import { referenceId } from './references.js';
import { openedBefore, waitedForA } from './silence.js';

/** What of a need decides them. */
export interface Compared {
  readonly need: Pick<NeedTerms, 'day' | 'refs' | 'deliverFrom' | 'up'>;
  /** Of its list. */
  readonly days: readonly number[];
}

/** From deliverFrom on they no longer change. */
export function factorsOf(ctx: StateContext, view: StateView, { need, days }: Compared): Factors {
  const { K } = ctx.genesis.params;
  const { refs, deliverFrom, up, day } = need;
  if (refs.length === 0) return plainFactors(K);
  const setsOf = (of: number) => refs.map((ref) => referenceId(ctx, ref, of));
  const shown = [day, ...days].map((of) =>
    setsOf(of).flatMap((id) => referenceDay(ctx, view, id, deliverFrom) ?? []),
  );
  const [own, ...listed] = shown;
  if (shown.every((each) => each.length === refs.length)) return referenceFactors(K, own!, listed);
  const silent = setsOf(day).some(
    (id) => !counts(view, id, deliverFrom) && waitedForA(ctx, view, id, deliverFrom),
  );
  return silent ? sellersFactors(K, up) : plainFactors(K);
}

/** Both roles had opened its money and words, alone. */
function counts(view: StateView, id: bigint, until: bigint): boolean {
  const opened = [0, 1].every((role) => openedBefore(view, id, role, 'rest', until));
  return opened && readSum(view, id).auctions.length === 1;
}

function referenceDay(
  { genesis }: StateContext,
  view: StateView,
  id: bigint,
  until: bigint,
): ReferenceDay | undefined {
  if (!counts(view, id, until)) return undefined;
  const { members, words } = readSum(view, id);
  const figures = Array.from({ length: genesis.params.K }, (_, k): ReferenceFigure => {
    const sides = ((words.both >> Math.floor(k / PERIODS_PER_WORD)) & 1) === 1;
    if (!sides) return { net: signed(words.nets[k]!) };
    return { imported: words.imports[k]!, exported: words.exports[k]! };
  });
  return { members, figures };
}
