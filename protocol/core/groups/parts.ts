/**
 * Which parts of an auction's set are shown beside it, and which words of them: a function of frozen facts and opened
 * counts, so that every part and what is left beside them is of ten whom nobody knows. docs/protocol/core/parts.md.
 */
import { MIN_GROUP, type Params } from '../../params.js';
import type { Counts, Shown } from './words.js';

const PER_WORD = 6n;

/** An auction's set that was published alone; a merged one has no parts. */
export interface PartedSet {
  /** Settlements of either status. */
  readonly members: number;
  readonly status1: number;
  /** Of status 0, those that show `open` or were corrected when the plan is made. */
  readonly known: number;
  readonly counts: Counts;
  readonly shown: Shown;
}

interface Asked {
  readonly id: bigint;
  /** Of this auction. */
  readonly members: number;
}

/** Deliveries of a called need over the auction's zone, those of days of status 1 among them. */
export interface Need extends Asked {
  readonly kind: 'need';
  /** By half hour. */
  readonly called: bigint;
}

interface Counted extends Asked {
  /** Once both aggregation roles have opened them. */
  readonly counts: Counts | undefined;
}

export interface Panel extends Counted {
  readonly kind: 'panel';
  /** Half hours whose imports, and whose exports, are asked for. */
  readonly imports: bigint;
  readonly exports: bigint;
  /** Whether each one's highest import is summed, too. */
  readonly peaks: boolean;
}

/** A lot's issues: claims of exports, which may be less than these; what counts is claims. */
export interface Issue extends Counted {
  readonly kind: 'issue';
}

export type Part = Need | Panel | Issue;

/** Bits of words as a mask sum opens them: nothing of a word that is in neither. */
export interface OpenPart extends Shown {
  readonly part: Part;
  readonly peaks: boolean;
}

export interface Plan {
  readonly open: readonly OpenPart[];
  /** The part whose counts decide what comes next; once there is none, what is not open never opens. */
  readonly waitsFor: bigint | undefined;
}

/** @param parts all that were asked over the auction, each kind in order of id */
export function planOf(params: Params, set: PartedSet, parts: readonly Part[]): Plan {
  const of = <K extends Part['kind']>(kind: K) =>
    parts.filter((part): part is Extract<Part, { kind: K }> => part.kind === kind);
  const needs = of('need');
  if (needs.length > 0) return { open: needsOf(set, needs), waitsFor: undefined };
  const panels = inTurn(of('panel'), (panel, before) => panelOf(params, set, panel, before));
  if (panels.open.length > 0 || panels.waitsFor !== undefined) return panels;
  const issues = of('issue');
  const claims = issues.reduce((sum, { members }) => sum + members, 0);
  return inTurn(issues, (issue) => issueOf(params, set, issue, claims));
}

/** Of all needs together: what one shows is a part of what the others leave. */
function needsOf(set: PartedSet, needs: readonly Need[]): OpenPart[] {
  const deliveries = needs.reduce((sum, { members }) => sum + members, 0);
  if (set.counts.active - set.known - deliveries < MIN_GROUP) return [];
  return needs.flatMap((part) => {
    const words = wordsIn(part.called);
    const unknown = part.members - set.known - set.status1;
    const beside = (words & ~set.shown.net) === 0;
    return unknown >= MIN_GROUP && beside ? [{ part, both: 0, net: words, peaks: false }] : [];
  });
}

type Opened<P extends Counted> = P & { readonly counts: Counts };

/** Each once the counts of those before are open; whose members are too few opens none. */
function inTurn<P extends Counted & Part>(
  parts: readonly P[],
  decide: (part: Opened<P>, before: readonly OpenPart[]) => OpenPart | undefined,
): Plan {
  const open: OpenPart[] = [];
  for (const part of parts) {
    if (part.members < MIN_GROUP) continue;
    const { counts } = part;
    if (!counts) return { open, waitsFor: part.id };
    const decided = decide({ ...part, counts }, open);
    if (decided) open.push(decided);
  }
  return { open, waitsFor: undefined };
}

function panelOf(
  { sideWords }: Params,
  set: PartedSet,
  part: Opened<Panel>,
  before: readonly OpenPart[],
): OpenPart | undefined {
  const fills = (count: Count, beside: readonly OpenPart[]) =>
    count(part.counts) - set.known >= MIN_GROUP &&
    leaves(set, [...beside.map((open) => open.part), part], count);
  if (!fills(activeOf, before)) return undefined;
  const shown = { both: 0, net: 0 };
  for (let w = 0; w < sideWords; w++) {
    const bit = 1 << w;
    const asked = { imports: wordOf(part.imports, w), exports: wordOf(part.exports, w) };
    if ((asked.imports | asked.exports) === 0n) continue;
    if (set.shown.both & bit) {
      const beside = (side: Side) => before.filter((open) => shows(open, side, w));
      const full = SIDES.every((side) => asked[side] === 0n || fills(countOf(side, w), beside(side)));
      if (full) shown.both |= bit;
      // A net of imports alone would be these. Of active members ten are left, as the panel opens.
    } else if (asked.imports === asked.exports) shown.net |= bit;
  }
  const peaks = part.peaks && part.counts.imports.some((count) => count - set.known >= MIN_GROUP);
  return { part, ...shown, peaks };
}

/** Claims may leave a rest even where everybody claims: that ten are left beside them holds without exception. */
function issueOf(
  { sideWords }: Params,
  { counts, known, shown }: PartedSet,
  part: Opened<Issue>,
  claims: number,
): OpenPart | undefined {
  const left = (count: number) => count - known - claims >= MIN_GROUP;
  if (part.members - known < MIN_GROUP || !left(counts.active)) return undefined;
  let both = 0;
  for (let w = 0; w < sideWords; w++) {
    const fills = part.counts.exports[w]! - known >= MIN_GROUP && left(counts.exports[w]!);
    if (fills) both |= shown.both & (1 << w);
  }
  return { part, both, net: 0, peaks: false };
}

export type Count = (counts: Counts) => number;
export type Side = 'imports' | 'exports';
export const SIDES = ['imports', 'exports'] as const;

export const activeOf: Count = ({ active }) => active;

/** How many fill a side of word w, or of the two words that its imports are counted in. */
export const countOf =
  (side: Side, w: number): Count =>
  (counts) =>
    counts[side][side === 'imports' ? w >> 1 : w]!;

/** Whether a part shows this side of word w apart. */
export function shows({ part, both }: OpenPart, side: Side, w: number): boolean {
  if (((both >> w) & 1) === 0) return false;
  return part.kind === 'panel' ? wordOf(part[side], w) !== 0n : side === 'exports';
}

/** Ten whom nobody knows are left beside these parts, or no settlement at all. */
function leaves({ members, known, counts }: PartedSet, parts: readonly Part[], count: Count): boolean {
  const within = parts.reduce((sum, part) => sum + part.members, 0);
  return members === within || restOf(counts, parts, count) - known >= MIN_GROUP;
}

/** What a count of the set leaves beside these parts; deliveries and claims may be of whoever is counted. */
export function restOf(counts: Counts, parts: readonly Part[], count: Count): number {
  const taken = (part: Part) => (part.kind === 'panel' && part.counts ? count(part.counts) : part.members);
  return parts.reduce((rest, part) => rest - taken(part), count(counts));
}

const wordOf = (halfHours: bigint, w: number) => (halfHours >> (PER_WORD * BigInt(w))) & 63n;

/** Bits of the words that hold any of these half hours. */
export function wordsIn(halfHours: bigint): number {
  let words = 0;
  for (let w = 0; halfHours >> (PER_WORD * BigInt(w)) > 0n; w++) {
    if (wordOf(halfHours, w) !== 0n) words |= 1 << w;
  }
  return words;
}
