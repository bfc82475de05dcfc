/** Parts of an auction's set: which open, which words of them, and how many corrections leave ten. docs/protocol/core/parts.md. */
import type { Issue, Need, Panel, Part, PartedSet } from '@veilgrid/protocol/core/groups/parts';
import { MIN_GROUP, type Params } from '@veilgrid/protocol/params';
import type { CountBook } from './books.js';
import type { ShownBits } from './words.js';

export interface ShownPart extends ShownBits {
  readonly peaks: boolean;
}

export interface ShownParts {
  /** By id; what is not in it shows nothing. */
  readonly shown: ReadonlyMap<bigint, ShownPart>;
  /** Counts of this one are needed to go on. */
  readonly undecided: bigint | undefined;
}

export function shownParts(params: Params, set: PartedSet, parts: readonly Part[]): ShownParts {
  const needs = parts.filter((part) => part.kind === 'need');
  if (needs.length > 0) return { shown: shownNeeds(set, needs), undecided: undefined };
  const panels = shownPanels(params, set, byId(parts.filter((part) => part.kind === 'panel')));
  if (panels.undecided !== undefined || panels.shown.size > 0) return panels;
  return shownIssues(params, set, byId(parts.filter((part) => part.kind === 'issue')));
}

const byId = <P extends Part>(parts: readonly P[]) => parts.toSorted((a, b) => (a.id < b.id ? -1 : 1));

function shownNeeds({ status1, known, counts, shown }: PartedSet, needs: readonly Need[]) {
  const deliveries = needs.map(({ members }) => members).reduce((a, b) => a + b);
  const open = needs.filter(({ members, called }) => {
    const words = calledWords(called);
    return (
      members >= MIN_GROUP + known + status1 &&
      counts.active >= MIN_GROUP + known + deliveries &&
      words.every((w) => has(shown.net, w))
    );
  });
  return new Map(
    open.map(({ id, called }) => [id, { both: 0, net: bitsOf(calledWords(called)), peaks: false }]),
  );
}

/** What is shown of one lane so far: how many fill it in the panels that show it, and how many these have. */
interface Taken {
  filled: number;
  members: number;
}

function shownPanels({ sideWords }: Params, set: PartedSet, panels: readonly Panel[]): ShownParts {
  const shown = new Map<bigint, ShownPart>();
  const lanes = new Map<string, Taken>();
  for (const { id, members, counts, imports, exports, peaks } of panels) {
    if (members < MIN_GROUP) continue;
    if (!counts) return { shown, undecided: id };
    const after = (lane: string, filled: number): Taken => {
      const before = lanes.get(lane) ?? { filled: 0, members: 0 };
      return { filled: before.filled + filled, members: before.members + members };
    };
    const hides = (lane: string, filled: number, inSet: number) => {
      const all = after(lane, filled);
      const nobodyElse = all.members === set.members;
      return filled >= MIN_GROUP + set.known && (nobodyElse || inSet - all.filled >= MIN_GROUP + set.known);
    };
    const take = (lane: string, filled: number) => lanes.set(lane, after(lane, filled));
    if (!hides('active', counts.active, set.counts.active)) continue;
    take('active', counts.active);
    const words: { both: number[]; net: number[] } = { both: [], net: [] };
    for (let w = 0; w < sideWords; w++) {
      const [importing, exporting] = [halfHours(imports, w), halfHours(exports, w)];
      if (has(set.shown.net, w)) {
        if (importing === exporting && importing > 0n) words.net.push(w);
        continue;
      }
      const pair = Math.floor(w / 2);
      const sides = [
        {
          asked: importing,
          lane: `imports ${w}`,
          filled: counts.imports[pair]!,
          inSet: set.counts.imports[pair]!,
        },
        { asked: exporting, lane: `exports ${w}`, filled: counts.exports[w]!, inSet: set.counts.exports[w]! },
      ].filter(({ asked }) => asked > 0n);
      if (sides.length === 0 || !sides.every(({ lane, filled, inSet }) => hides(lane, filled, inSet)))
        continue;
      for (const { lane, filled } of sides) take(lane, filled);
      words.both.push(w);
    }
    const importers = Math.max(...counts.imports);
    shown.set(id, {
      both: bitsOf(words.both),
      net: bitsOf(words.net),
      peaks: peaks && importers >= MIN_GROUP + set.known,
    });
  }
  return { shown, undecided: undefined };
}

function shownIssues({ sideWords }: Params, set: PartedSet, issues: readonly Issue[]): ShownParts {
  const least = MIN_GROUP + set.known;
  const all = issues.reduce((sum, { members }) => sum + members, 0);
  const shown = new Map<bigint, ShownPart>();
  for (const { id, members, counts } of issues) {
    if (members < MIN_GROUP) continue;
    if (!counts) return { shown, undecided: id };
    if (members < least || set.counts.active - all < least) continue;
    const words = Array.from({ length: sideWords }, (_, w) => w)
      .filter((w) => has(set.shown.both, w))
      .filter((w) => counts.exports[w]! >= least && set.counts.exports[w]! - all >= least);
    shown.set(id, { both: bitsOf(words), net: 0, peaks: false });
  }
  return { shown, undecided: undefined };
}

/** @param openMembers settlements of status 0 that show `open`, @param shown of these parts */
export function correctionsLeaveTen(
  { sideWords }: Params,
  { members, status1, counts, shown: words }: PartedSet,
  openMembers: number,
  parts: readonly Part[],
  { shown }: ShownParts,
): number {
  const open = parts.filter(({ id }) => shown.has(id));
  let least = Number.POSITIVE_INFINITY;
  const lane = (
    of: (counts: CountBook) => number,
    shows: (part: Part) => boolean,
    side: 'active' | 'word',
  ) => {
    const showing = open.filter(shows);
    const inside = showing.map((part) => {
      if (part.kind === 'need') return { filled: part.members - status1, left: part.members };
      if (part.kind === 'panel') return { filled: of(part.counts!), left: of(part.counts!) };
      return { filled: side === 'active' ? part.members : of(part.counts!), left: part.members };
    });
    least = Math.min(least, of(counts), ...inside.map(({ filled }) => filled));
    const outside = members - showing.reduce((sum, part) => sum + part.members, 0);
    if (showing.length > 0 && outside > 0) {
      least = Math.min(
        least,
        inside.reduce((rest, { left }) => rest - left, of(counts)),
      );
    }
  };
  lane(
    ({ active }) => active,
    () => true,
    'active',
  );
  for (let w = 0; w < sideWords; w++) {
    if (!has(words.both, w)) continue;
    const showsBoth = ({ id }: Part) => has(shown.get(id)!.both, w);
    lane(
      ({ imports }) => imports[Math.floor(w / 2)]!,
      (part) => part.kind === 'panel' && halfHours(part.imports, w) > 0n && showsBoth(part),
      'word',
    );
    lane(
      ({ exports }) => exports[w]!,
      (part) => showsBoth(part) && (part.kind !== 'panel' || halfHours(part.exports, w) > 0n),
      'word',
    );
  }
  for (const part of open) {
    if (part.kind === 'panel' && shown.get(part.id)!.peaks)
      least = Math.min(least, Math.max(...part.counts!.imports));
  }
  return Math.max(0, least - openMembers - MIN_GROUP);
}

const has = (bits: number, w: number) => Math.floor(bits / 2 ** w) % 2 === 1;

const bitsOf = (words: readonly number[]) => words.reduce((sum, w) => sum + 2 ** w, 0);

/** Six of a word. */
const halfHours = (bits: bigint, w: number) => (bits / 64n ** BigInt(w)) % 64n;

function calledWords(called: bigint): number[] {
  const words: number[] = [];
  for (let w = 0; called / 64n ** BigInt(w) > 0n; w++) if (halfHours(called, w) > 0n) words.push(w);
  return words;
}
