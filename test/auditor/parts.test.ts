/** docs/protocol/core/parts.md: the plan of a set's parts, and how many corrections leave ten, written twice: random sets and parts are decided alike. */
import { readFileSync } from 'node:fs';
import { correctionsLeaveTen, shownParts } from '@veilgrid/client-sdk/auditor/core/parts';
import { correctionsAllowed } from '@veilgrid/protocol/core/groups/corrections';
import { type Part, type PartedSet, planOf } from '@veilgrid/protocol/core/groups/parts';
import type { Counts } from '@veilgrid/protocol/core/groups/words';
import { paramsOf } from '@veilgrid/protocol/params';
import fc from 'fast-check';

const PARAMS = paramsOf('full');
const { K, sideWords } = PARAMS;
const ALL = (1n << BigInt(K)) - 1n;

const countsUpTo = (members: number) => {
  const count = fc.oneof(
    fc.constant(members),
    fc.nat(members),
    fc.integer({ min: Math.max(0, members - 3), max: members }),
  );
  return fc.record<Counts>({
    active: count,
    exports: fc.array(count, { minLength: sideWords, maxLength: sideWords }),
    imports: fc.array(count, { minLength: sideWords / 2, maxLength: sideWords / 2 }),
  });
};

const halfHours = fc.oneof(
  fc.constant(ALL),
  fc.constant(0n),
  fc.bigInt(0n, ALL),
  fc.constant(ALL & (ALL << 12n)),
);
const size = fc.oneof(fc.integer({ min: 8, max: 13 }), fc.integer({ min: 0, max: 30 }));

const part = size.chain((members): fc.Arbitrary<Part> => {
  const id = fc.constant(0n);
  const counts = fc.option(countsUpTo(members), { nil: undefined, freq: 12 });
  return fc.oneof(
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('need' as const),
        id,
        members: fc.constant(members),
        called: halfHours,
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('panel' as const),
        id,
        members: fc.constant(members),
        counts,
        imports: halfHours,
        exports: fc.option(halfHours, { nil: -1n }),
        peaks: fc.boolean(),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('issue' as const),
        id,
        members: fc.constant(members),
        counts,
      }),
    },
  );
});

/** Ids ascend; −1 for a panel's exports means those half hours whose imports it asks for. */
const parts = fc.array(part, { maxLength: 4 }).map((all) =>
  all.map((each, i): Part => {
    const id = BigInt(i + 1);
    return each.kind === 'panel' && each.exports === -1n
      ? { ...each, id, exports: each.imports }
      : { ...each, id };
  }),
);

const sets = fc.integer({ min: 10, max: 60 }).chain((members) =>
  fc.record<PartedSet>({
    members: fc.constant(members),
    status1: fc.oneof(fc.constant(0), fc.nat(2)),
    known: fc.oneof(fc.constant(0), fc.nat(3)),
    counts: countsUpTo(members),
    shown: fc
      .oneof(fc.constant(0), fc.constant(2 ** sideWords - 1), fc.nat(2 ** sideWords - 1))
      .map((both) => ({ both, net: (2 ** sideWords - 1) & ~both })),
  }),
);

test('random sets and parts are decided alike', () => {
  const seen = { need: 0, panel: 0, issue: 0, both: 0, net: 0, peaks: 0, waits: 0, corrections: 0 };
  fc.assert(
    fc.property(sets, parts, fc.nat(3), (set, asked, openMembers) => {
      const plan = planOf(PARAMS, set, asked);
      const audited = shownParts(PARAMS, set, asked);
      const planned = plan.open.map(({ part, both, net, peaks }) => [part.id, { both, net, peaks }]);
      expect([...audited.shown]).toEqual(planned);
      expect(audited.undecided).toBe(plan.waitsFor);
      const allowed = correctionsAllowed(PARAMS, set, openMembers, plan.open);
      expect(correctionsLeaveTen(PARAMS, set, openMembers, asked, audited)).toBe(allowed);
      for (const { part, both, net, peaks } of plan.open) {
        seen[part.kind]++;
        if (both) seen.both++;
        if (net) seen.net++;
        if (peaks) seen.peaks++;
      }
      if (plan.waitsFor !== undefined) seen.waits++;
      if (plan.open.length > 0 && allowed > 0) seen.corrections++;
    }),
    { numRuns: 600 },
  );

  for (const times of Object.values(seen)) expect(times).toBeGreaterThan(0);
});

/** As test/vectors/parts.json has it: ids are numbers, half hours hexadecimal. */
interface Case {
  readonly name: string;
  readonly set: PartedSet;
  readonly openSettlements: number;
  readonly parts: readonly {
    readonly kind: Part['kind'];
    readonly id: number;
    readonly members: number;
    readonly counts?: Counts | null;
    readonly imports?: string;
    readonly exports?: string;
    readonly called?: string;
    readonly peaks?: boolean;
  }[];
  readonly plan: {
    readonly open: readonly { id: number; both: number; net: number; peaks: boolean }[];
    readonly waitsFor: number | null;
  };
  readonly corrections: number;
}

function partOf({ kind, id: number, members, counts, peaks, ...bits }: Case['parts'][number]): Part {
  const halfHoursOf = (hex = '0') => BigInt(`0x${hex}`);
  const id = BigInt(number);
  if (kind === 'need') return { kind, id, members, called: halfHoursOf(bits.called) };
  if (kind === 'issue') return { kind, id, members, counts: counts ?? undefined };
  const [imports, exports] = [halfHoursOf(bits.imports), halfHoursOf(bits.exports)];
  return { kind, id, members, counts: counts ?? undefined, imports, exports, peaks: peaks === true };
}

const { cases }: { readonly cases: readonly Case[] } = JSON.parse(
  readFileSync('test/vectors/parts.json', 'utf8'),
);

test.each(cases)('vector: $name', ({ set, openSettlements, parts, plan, corrections }) => {
  const params = paramsOf('medium');
  const asked = parts.map(partOf);
  const audited = shownParts(params, set, asked);
  expect([...audited.shown].map(([id, how]) => ({ id: Number(id), ...how }))).toEqual(plan.open);
  expect(audited.undecided).toBe(plan.waitsFor === null ? undefined : BigInt(plan.waitsFor));
  expect(correctionsLeaveTen(params, set, openSettlements, asked, audited)).toBe(corrections);
  const planned = planOf(params, set, asked);
  expect(planned.open.map(({ part, ...how }) => ({ id: Number(part.id), ...how }))).toEqual(plan.open);
  expect(correctionsAllowed(params, set, openSettlements, planned.open)).toBe(corrections);
});
