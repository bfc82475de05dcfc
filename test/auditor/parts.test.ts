/** The plan of a set's parts, and how many corrections leave ten, written twice: random sets and parts are decided alike. */
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
