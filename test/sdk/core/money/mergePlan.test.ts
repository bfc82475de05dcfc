/** The plan of merges against one that tries everything. */
import { type MergePlan, type Need, type Notes, planMerges } from '@veilgrid/client-sdk/core/money/mergePlan';
import fc from 'fast-check';

interface Note {
  readonly value: bigint;
}

const noteOf = (value: bigint): Note => ({ value });
const byValue = (a: Note, b: Note) => Number(b.value - a.value);
const notesOf = (ready: readonly bigint[], waiting: readonly bigint[] = []): Notes<Note> => ({
  ready: ready.map(noteOf).sort(byValue),
  waiting: waiting.map(noteOf).sort(byValue),
});
const sumOf = (notes: readonly Note[]) => notes.reduce((sum, { value }) => sum + value, 0n);

/** What stands after the transfers of `now`, before anything has waited. */
function afterRound({ ready, waiting }: Notes<Note>, { now }: MergePlan<Note>, fee: bigint): Notes<Note> {
  const spent = new Set(now.flat());
  expect(spent.size).toBe(2 * now.length);
  for (const note of spent) expect(ready).toContain(note);
  const made = now.map(([a, b]) => noteOf(a.value + b.value - fee));
  return {
    ready: ready.filter((note) => !spent.has(note)),
    waiting: [...waiting, ...made].sort(byValue),
  };
}

const afterWait = ({ ready, waiting }: Notes<Note>): Notes<Note> => ({
  ready: [...ready, ...waiting].sort(byValue),
  waiting: [],
});

const paysNow = ({ ready }: Notes<Note>, { asked, inputs }: Need) =>
  ready.length > 0 && sumOf(ready.slice(0, inputs)) >= asked;

/** Fewest waits, then fewest merges, of all ways to pay; every merge of two ready notes is tried at every time. */
function bestOf(notes: Notes<Note>, need: Need, fee: bigint): readonly [number, number] | undefined {
  let layer = new Map([[keyOf(notes), { notes, merges: 0 }]]);
  for (let waits = 0; waits <= 5; waits++) {
    const all = new Map(layer);
    for (const { notes: from, merges } of all.values()) {
      const { ready, waiting } = from;
      for (let i = 0; i < ready.length; i++) {
        for (let j = i + 1; j < ready.length; j++) {
          const value = ready[i]!.value + ready[j]!.value - fee;
          if (value < 0n) continue;
          const next = {
            ready: ready.filter((_, k) => k !== i && k !== j),
            waiting: [...waiting, noteOf(value)].sort(byValue),
          };
          // A Map goes on with what is added to it, and fewer merges come first.
          if (!all.has(keyOf(next))) all.set(keyOf(next), { notes: next, merges: merges + 1 });
        }
      }
    }
    const paying = [...all.values()]
      .filter((state) => paysNow(state.notes, need))
      .map(({ merges }) => merges);
    if (paying.length > 0) return [waits, Math.min(...paying)];
    layer = new Map();
    for (const { notes: from, merges } of all.values()) {
      const next = afterWait(from);
      const known = layer.get(keyOf(next));
      if (!known || merges < known.merges) layer.set(keyOf(next), { notes: next, merges });
    }
  }
  return undefined;
}

const keyOf = ({ ready, waiting }: Notes<Note>) =>
  [ready, waiting].map((notes) => notes.map(({ value }) => value).join()).join('|');

const values = (maxLength: number) => fc.array(fc.bigInt(1n, 12n), { maxLength });
const needs = fc.record({
  asked: fc.bigInt(1n, 45n),
  inputs: fc.constantFrom(1 as const, 2 as const),
});

test('a plan has the fewest waits and then the fewest transfers, and there is one wherever money suffices', () => {
  fc.assert(
    fc.property(values(4), values(2), needs, fc.bigInt(0n, 3n), (ready, waiting, need, fee) => {
      const notes = notesOf(ready, waiting);
      const plan = planMerges(notes, need, fee);
      expect(plan && [plan.waits, plan.transfers]).toEqual(bestOf(notes, need, fee));
    }),
    { numRuns: 300, seed: 14 },
  );
});

test('followed round by round it pays when it said, value is conserved, and nothing costs more than it said', () => {
  const large = needs.map(({ asked, inputs }) => ({ asked: 5n * asked, inputs }));
  fc.assert(
    fc.property(values(40), values(12), large, fc.bigInt(0n, 3n), (ready, waiting, need, fee) => {
      const start = notesOf(ready, waiting);
      const first = planMerges(start, need, fee);
      fc.pre(first !== undefined);
      let [notes, plan, transfers, waits] = [start, first!, 0, 0];
      const rounds = new Set<number>();
      while (plan.waits > 0) {
        if (plan.now.length > 0) {
          for (const { value } of plan.now.flat()) expect(value).toBeGreaterThanOrEqual(fee);
          notes = afterRound(notes, plan, fee);
          transfers += plan.now.length;
          rounds.add(waits);
        } else {
          notes = afterWait(notes);
          waits++;
        }
        plan = planMerges(notes, need, fee)!;
      }
      expect([transfers, waits]).toEqual([first!.transfers, first!.waits]);
      expect(rounds.size).toBeLessThanOrEqual(first!.rounds);
      const sum = (all: Notes<Note>) => sumOf([...all.ready, ...all.waiting]);
      expect(sum(notes)).toBe(sum(start) - BigInt(transfers) * fee);
      expect(paysNow(notes, need)).toBe(true);
    }),
    { numRuns: 300, seed: 15 },
  );
});

const cents = (...amounts: number[]) => amounts.map(BigInt);
const shape = (plan: MergePlan<Note> | undefined) =>
  plan && { now: plan.now.length, waits: plan.waits, rounds: plan.rounds, transfers: plan.transfers };

test('24 notes of 1.5 pay a deposit of 15 after four rounds, and a payment after three', () => {
  const notes = notesOf(Array(24).fill(150n));
  expect(shape(planMerges(notes, { asked: 1_500n, inputs: 1 }, 1n))).toEqual({
    now: 5,
    waits: 4,
    rounds: 4,
    transfers: 10,
  });
  expect(shape(planMerges(notes, { asked: 1_500n, inputs: 2 }, 1n))).toEqual({
    now: 5,
    waits: 3,
    rounds: 3,
    transfers: 9,
  });
});

test.each([
  [
    'nothing is merged where a note pays',
    [150n, 20n],
    [],
    100n,
    { now: 0, waits: 0, rounds: 0, transfers: 0 },
  ],
  ['one that waits is waited for', [90n, 20n], [100n], 100n, { now: 0, waits: 1, rounds: 0, transfers: 0 }],
  ['the fee is part of it', [50n, 51n], [], 100n, { now: 1, waits: 1, rounds: 1, transfers: 1 }],
  ['a fee less is too little', [50n, 50n], [], 100n, undefined],
  ['what is worth less than its fee stays', [99n, 1n, 1n, 1n, 1n], [], 100n, undefined],
  ['what waits joins later', [60n], [60n], 100n, { now: 0, waits: 2, rounds: 1, transfers: 1 }],
  ['no money at all', [], [], 1n, undefined],
])('%s', (_, ready, waiting, asked, expected) => {
  expect(shape(planMerges(notesOf(ready, waiting), { asked, inputs: 1 }, 1n))).toEqual(expected);
});

test('a thousand crumbs are planned, and more than ten rounds are not', () => {
  const crumbs = notesOf(cents(...Array(3_000).fill(2)));
  expect(planMerges(crumbs, { asked: 1_025n, inputs: 1 }, 1n)?.waits).toBe(10);
  expect(planMerges(crumbs, { asked: 1_026n, inputs: 1 }, 1n)).toBeUndefined();
});
