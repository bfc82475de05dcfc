/**
 * How many settled readings of an auction may be corrected: who signs a new reading knows it, so ten others are kept
 * in everything that was shown. docs/protocol/core/parts.md.
 */
import { MIN_GROUP, type Params } from '../../params.js';
import {
  activeOf,
  type Count,
  countOf,
  type OpenPart,
  type PartedSet,
  restOf,
  SIDES,
  shows,
} from './parts.js';

/**
 * Of settlements of status 0, in all.
 * @param openSettlements of status 0 that show `open`
 * @param open the parts that are shown so far: those that open later count the corrected as known
 */
export function correctionsAllowed(
  { sideWords }: Params,
  { members, status1, counts, shown }: PartedSet,
  openSettlements: number,
  open: readonly OpenPart[],
): number {
  const hiding: number[] = [];
  /** The set, each of these parts, and what they leave. */
  const add = (count: Count, parts: readonly OpenPart[]) => {
    hiding.push(count(counts));
    if (parts.length === 0) return;
    hiding.push(...parts.map((part) => within(part, status1, count)));
    const outside = members - parts.reduce((sum, { part }) => sum + part.members, 0);
    if (outside > 0)
      hiding.push(
        restOf(
          counts,
          parts.map(({ part }) => part),
          count,
        ),
      );
  };
  add(activeOf, open);
  for (let w = 0; w < sideWords; w++) {
    if (((shown.both >> w) & 1) === 0) continue;
    for (const side of SIDES)
      add(
        countOf(side, w),
        open.filter((part) => shows(part, side, w)),
      );
  }
  for (const { part, peaks } of open) {
    // Whose highest import is 0 hides nobody in a sum of these.
    if (part.kind === 'panel' && peaks) hiding.push(Math.max(...part.counts!.imports));
  }
  return Math.max(0, Math.min(...hiding) - openSettlements - MIN_GROUP);
}

function within({ part }: OpenPart, status1: number, count: Count): number {
  if (part.kind === 'need') return part.members - status1;
  if (part.kind === 'issue' && count === activeOf) return part.members;
  return count(part.counts!);
}
