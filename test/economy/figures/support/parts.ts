/** Parts of sets as their plan shows them, corrections, and what would be shown without one of the rules. */
import { correctionsAllowed } from '@veilgrid/protocol/core/groups/corrections';
import {
  type Issue,
  type Need,
  type OpenPart,
  type Panel,
  type Part,
  type PartedSet,
  planOf,
} from '@veilgrid/protocol/core/groups/parts';
import type { Counts } from '@veilgrid/protocol/core/groups/words';
import type { RandomLot, RandomNeed } from './asked.js';
import { PARAMS, PER_WORD, type Settled } from './homes.js';
import { type Block, type Cell, EXPORTS, IMPORTS, NET, type Row, rowOf } from './rows.js';
import type { Rule } from './rules.js';
import { countedOf, type PublishedSet } from './sets.js';

/** Beside a set: its open parts, and whose reading the DSO has replaced. */
export interface Parted {
  readonly set: PublishedSet;
  readonly open: readonly OpenPart[];
  readonly corrected: readonly Settled[];
}

/** More than anybody could lack. */
const MANY = 1_000;

export function partedOf(set: PublishedSet, needs: readonly RandomNeed[], dropped: Rule | undefined): Parted {
  const { host, open } = set;
  const alone = set.days.length === 1;
  const apart = alone || dropped === 'a merged set has no parts';
  const facts = factsOf(set);
  const early = correct(facts, open, [], host.asked.early, [], dropped);
  const known = new Set([...host.settled.filter((of) => of.open), ...early]);
  const known0 = [...known].filter(({ status, open, corrected }) => {
    if (status === 1) return false;
    if (open && dropped !== 'who is open does not count') return true;
    return corrected && dropped !== 'who was corrected does not count';
  });
  const plan = apart
    ? planWithout({ ...facts, known: known0.length }, partsOf(set, needs, dropped), dropped)
    : [];
  return {
    set,
    open: plan,
    corrected: [...early, ...correct(facts, open, plan, host.asked.late, early, dropped)],
  };
}

function factsOf({ host, counts, shown }: PublishedSet): PartedSet {
  const { settled } = host;
  const status1 = settled.filter(({ status }) => status === 1).length;
  return { members: settled.length, status1, known: 0, counts, shown };
}

/** As many as may be, marked as corrected. */
function correct(
  facts: PartedSet,
  open: number,
  parts: readonly OpenPart[],
  asked: readonly Settled[],
  before: readonly Settled[],
  dropped: Rule | undefined,
): Settled[] {
  const allowed = dropped === 'corrections leave ten' ? MANY : correctionsAllowed(PARAMS, facts, open, parts);
  const taken = asked.slice(0, Math.max(0, allowed - before.length));
  for (const of of taken) of.corrected = true;
  return taken;
}

function partsOf({ host }: PublishedSet, needs: readonly RandomNeed[], dropped: Rule | undefined): Part[] {
  const { panels, lots } = host.asked;
  return [
    ...needs.flatMap(({ id, called, deliveries }): Need[] => {
      const members = deliveries.get(host)?.size;
      return members === undefined ? [] : [{ kind: 'need', id, called, members }];
    }),
    ...panels.map(({ id, members, imports, exports, peaks }): Panel => {
      const { counts } = countedOf(members, dropped);
      return { kind: 'panel', id, members: members.length, counts, imports, exports, peaks: peaks.size > 0 };
    }),
    ...lots.map(
      (lot): Issue => ({
        kind: 'issue',
        id: lot.id,
        members: lot.claims.size,
        counts: claimed(lot, dropped),
      }),
    ),
  ];
}

function claimed({ claims }: RandomLot, dropped: Rule | undefined): Counts {
  const words = Array.from({ length: PARAMS.sideWords }, (_, w) => w);
  const all = dropped === 'a word is filled by claims, not by lots';
  const fills = (claim: readonly (Cell | undefined)[], w: number) =>
    all || claim.slice(PER_WORD * w, PER_WORD * (w + 1)).every((cell) => cell !== undefined);
  return {
    exports: words.map((w) => [...claims.values()].filter((claim) => fills(claim, w)).length),
    imports: [0],
    active: claims.size,
  };
}

/** The real plan; what it is told is false where a rule is left out. */
function planWithout(set: PartedSet, parts: readonly Part[], dropped: Rule | undefined): readonly OpenPart[] {
  const plan = (told: PartedSet, asked: readonly Part[]) => planOf(PARAMS, told, asked).open;
  const of = (kind: Part['kind']) => parts.filter((part) => part.kind === kind);
  const nets = { both: 0, net: set.shown.both | set.shown.net };
  switch (dropped) {
    case 'a part has ten of its own':
      return plan({ ...set, known: set.known - 10, counts: more(set.counts, -10) }, parts);
    case 'parts leave ten':
      return plan({ ...set, counts: more(set.counts, MANY) }, parts);
    case 'nobody is left only where the DSO reads none either':
      return plan({ ...set, members: set.members - set.status1 }, parts);
    case 'one kind of part an auction':
      return (['need', 'panel', 'issue'] as const).flatMap((kind) => plan(set, of(kind)));
    case 'all called needs are taken together':
      return of('need').length > 0 ? of('need').flatMap((need) => plan(set, [need])) : plan(set, parts);
    case 'a called word gives the net':
      return plan(of('need').length > 0 ? { ...set, shown: nets } : set, parts);
    case "a part's word has the set's mode":
      return plan({ ...set, shown: nets }, parts);
    case 'one side is shown only beside both': {
      const oneSided = of('panel').every((part) => part.kind === 'panel' && part.imports !== part.exports);
      return plan(oneSided ? { ...set, shown: { both: nets.net, net: 0 } } : set, parts);
    }
    case 'claims leave ten even where all claim': {
      const claims = of('issue').reduce((sum, { members }) => sum + members, 0);
      const told = claims === set.members ? { ...set, counts: more(set.counts, MANY) } : set;
      return plan(of('panel').length > 0 ? set : told, parts);
    }
    case 'claims of all lots are taken together':
      return of('issue').flatMap((lot) => plan(set, [...of('need'), ...of('panel'), lot]));
    case 'a delivery of a day that the DSO read is taken off':
      return plan({ ...set, status1: 0 }, parts);
    default:
      return plan(set, parts);
  }
}

function more({ exports, imports, active }: Counts, by: number): Counts {
  const raise = (x: number) => x + by;
  return { exports: exports.map(raise), imports: imports.map(raise), active: active + by };
}

/** Of panels and lots; a need's, which may be of several auctions, are `needRows`. */
export function partRows({ set, open }: Parted, k: number, dropped: Rule | undefined): Row[] {
  const { panels, lots, matched } = set.host.asked;
  const rows = open.flatMap(({ part, both, net }): Row[] => {
    const shown = (bits: number) => ((bits >> Math.floor(k / PER_WORD)) & 1) === 1;
    if (part.kind === 'panel') {
      const cells = panels.find(({ id }) => id === part.id)!.members.map((of) => of.cells[k]!);
      const [imports, exports] = [bit(part.imports, k), bit(part.exports, k)];
      if (shown(net)) return imports && exports ? [rowOf(cells, NET)] : [];
      if (!shown(both)) return [];
      return [...(imports ? [rowOf(cells, IMPORTS)] : []), ...(exports ? [rowOf(cells, EXPORTS)] : [])];
    }
    if (part.kind === 'need' || !shown(both)) return [];
    const claims = [...lots.find(({ id }) => id === part.id)!.claims];
    return [
      new Map(
        claims.flatMap(([of, claim]) => {
          const cell = claim[k];
          return cell ? [[cell, cell === of.cells[k] ? EXPORTS : IMPORTS] as const] : [];
        }),
      ),
    ];
  });
  if (dropped !== 'what is matched is never summed' || matched.length < 10) return rows;
  return [
    ...rows,
    rowOf(
      matched.map((of) => of.cells[k]!),
      IMPORTS,
    ),
  ];
}

const bit = (halfHours: bigint, k: number) => ((halfHours >> BigInt(k)) & 1n) === 1n;

/** Shown where every auction that it is of allows it. */
export function needRows(need: RandomNeed, parted: readonly Parted[], k: number): Row[] {
  if (!bit(need.called, k)) return [];
  const opens = [...need.deliveries.keys()].every((auction) =>
    parted.some(({ set, open }) => set.host === auction && open.some(({ part }) => part.id === need.id)),
  );
  if (!opens) return [];
  const delivered = [...need.deliveries.values()].flatMap((members) => [...members]);
  return [
    new Map(
      delivered.flatMap(([of, cells]) => {
        if (of.status === 1) return [];
        const cell = cells[k]!;
        return [[cell, cell === of.cells[k] ? NET : IMPORTS] as const];
      }),
    ),
  ];
}

/** Sums of each one's highest half hour, in no other sum. */
export function peakBlocks({ set, open }: Parted, dropped: Rule | undefined): Block[] {
  return open.flatMap(({ part, peaks }) => {
    if (!peaks) return [];
    const own = set.host.asked.panels.find(({ id }) => id === part.id)!.peaks;
    const exports = dropped === 'own peaks are of imports';
    const side = (of: 0 | 1) => [
      rowOf(
        [...own.values()].map((pair) => pair[of]),
        IMPORTS,
      ),
    ];
    return [side(0), ...(exports ? [side(1)] : [])];
  });
}
