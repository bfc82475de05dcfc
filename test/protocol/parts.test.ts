/** docs/protocol/core/parts.md, sentence by sentence: each row leaves one of them just kept, the next just not. */
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
import { paramsOf } from '@veilgrid/protocol/params';

/** Two words a side; both words' imports are one count. */
const PARAMS = paramsOf('medium');
const WORD = [0b111_111n, 0b11111_000000n] as const;
const ALL = WORD[0] | WORD[1];

const counts = (active: number, exports: readonly number[], imports: number): Counts => ({
  active,
  exports,
  imports: [imports],
});

/** Forty homes, thirty with roofs; word 0 shows both sides, word 1 the net. */
const set = (over: Partial<PartedSet> = {}): PartedSet => ({
  members: 40,
  status1: 0,
  known: 0,
  counts: counts(40, [30, 30], 40),
  shown: { both: 0b01, net: 0b10 },
  ...over,
});

const panel = (id: number, members: number, over: Partial<Panel> = {}): Panel => ({
  kind: 'panel',
  id: BigInt(id),
  members,
  counts: counts(members, [members, members], members),
  imports: ALL,
  exports: ALL,
  peaks: false,
  ...over,
});

const issue = (id: number, members: number, over: Partial<Issue> = {}): Issue => ({
  kind: 'issue',
  id: BigInt(id),
  members,
  counts: counts(members, [members, members], members),
  ...over,
});

const need = (id: number, members: number, called = 1n << 6n): Need => ({
  kind: 'need',
  id: BigInt(id),
  members,
  called,
});

/** Of each part that opens: its id, words of both sides, words of nets. */
const opened = (of: PartedSet, ...parts: readonly Part[]) =>
  planOf(PARAMS, of, parts).open.map(({ part, both, net }) => [Number(part.id), both, net]);
const OPEN = [1, 0b01, 0b10];

describe('a panel opens', () => {
  test.each<[string, PartedSet, Panel, unknown[]]>([
    ['with ten members', set(), panel(1, 10), [OPEN]],
    ['not with nine', set(), panel(1, 9), []],
    ['not with nine who are active', set(), panel(1, 12, { counts: counts(9, [12, 12], 12) }), []],
    ['with ten beside one known', set({ known: 1 }), panel(1, 11), [OPEN]],
    ['not with ten, one of them perhaps known', set({ known: 1 }), panel(1, 10), []],
    ['if ten active are left', set(), panel(1, 30, { exports: WORD[1], imports: WORD[1] }), [[1, 0, 0b10]]],
    ['not if nine are', set(), panel(1, 31), []],
    [
      'not if nine of ten that are left are active',
      set({ counts: counts(39, [30, 30], 39) }),
      panel(1, 30),
      [],
    ],
    ['not if one of ten that are left may be known', set({ known: 1 }), panel(1, 30), []],
    ['if no settlement is left', set(), panel(1, 40), [OPEN]],
    ['not if one is left that the DSO read', set({ members: 41, status1: 1 }), panel(1, 40), []],
  ])('%s', (_, of, part, expected) => {
    expect(opened(of, part)).toEqual(expected);
  });
});

describe("a panel's word of both sides opens", () => {
  const both = (of: PartedSet, ...panels: Panel[]) =>
    planOf(PARAMS, of, panels).open.map(({ both }) => both & 1);
  const exporters = (n: number) => ({ counts: counts(20, [n, 0], 20) });
  test.each<[string, PartedSet, Panel, number]>([
    ['if ten of the panel export', set(), panel(1, 20, exporters(10)), 1],
    ['not if nine do', set(), panel(1, 20, exporters(9)), 0],
    ['if ten of the rest export', set(), panel(1, 20, exporters(20)), 1],
    ['not if nine of the rest do', set({ counts: counts(40, [29, 30], 40) }), panel(1, 20, exporters(20)), 0],
    ['not if one of ten exporters may be known', set({ known: 1 }), panel(1, 20, exporters(10)), 0],
    ['not if nine import', set(), panel(1, 20, { counts: counts(20, [20, 20], 9) }), 0],
    ['not if nine of the rest import', set({ counts: counts(40, [30, 30], 29) }), panel(1, 20), 0],
    ['of imports alone, whoever exports', set(), panel(1, 20, { exports: 0n, ...exporters(0) }), 1],
    [
      'of exports alone, whoever imports',
      set(),
      panel(1, 20, { imports: 0n, counts: counts(20, [20, 0], 0) }),
      1,
    ],
    ['not if nothing of it is asked for', set(), panel(1, 20, { imports: WORD[1], exports: WORD[1] }), 0],
    [
      'with none left if no settlement is outside',
      set(),
      panel(1, 40, { counts: counts(40, [30, 0], 40) }),
      1,
    ],
  ])('%s', (_, of, part, expected) => {
    expect(both(of, part)).toEqual([expected]);
  });

  test('less the panels that show the same side of it, and no others', () => {
    const first = (over: Partial<Panel>) => panel(1, 15, over);
    const second = panel(2, 10, { counts: counts(10, [10, 10], 10) });
    const twenty = set({ counts: counts(40, [30, 30], 40) });
    // 30 − 15 − 10 exporters are left beside both, 30 − 10 where the first one's exports are not asked for.
    expect(both(twenty, first({}), second)).toEqual([1, 0]);
    expect(both(twenty, first({ exports: 0n }), second)).toEqual([1, 1]);
  });

  test('"no settlement outside" means outside those that show it', () => {
    const few = set({ members: 20, counts: counts(20, [19, 0], 20), shown: { both: 1, net: 2 } });
    const half = (id: number, over: Partial<Panel> = {}) => panel(id, 10, over);
    // The first may open only as nobody else is there to be left: then the second has no rest of ten in the word.
    expect(both(few, half(1, { exports: 0n }), half(2))).toEqual([1, 0]);
    expect(both(set({ ...few, counts: counts(20, [20, 0], 20) }), half(1), half(2))).toEqual([1, 1]);
  });
});

describe("a panel's word of the net opens", () => {
  const net = (of: PartedSet, part: Panel) => planOf(PARAMS, of, [part]).open.map((open) => open.net >> 1);
  test.each<[string, Panel, number]>([
    ['whoever exports', panel(1, 20, { counts: counts(20, [0, 0], 0) }), 1],
    ['not of imports alone', panel(1, 20, { exports: 0n }), 0],
    ['not of exports alone', panel(1, 20, { imports: 0n }), 0],
    ['not of other half hours on each side', panel(1, 20, { imports: 0b11n << 6n, exports: 0b1n << 6n }), 0],
    ['of the same half hours on both', panel(1, 20, { imports: 0b10n << 6n, exports: 0b10n << 6n }), 1],
    ['not if nothing of it is asked for', panel(1, 20, { imports: WORD[0], exports: WORD[0] }), 0],
  ])('%s', (_, part, expected) => {
    expect(net(set(), part)).toEqual([expected]);
  });
});

test('a word is never in another mode than the set has it', () => {
  for (const shown of [0, 1, 2, 3].map((both) => ({ both, net: 3 & ~both }))) {
    for (const { both, net } of planOf(PARAMS, set({ shown }), [panel(1, 20)]).open) {
      expect([both & ~shown.both, net & ~shown.net]).toEqual([0, 0]);
    }
  }
});

test.each([
  [10, 0, true],
  [9, 0, false],
  [10, 1, false],
])('own peaks of a panel of which %i import, %i known: %s', (imports, known, expected) => {
  const part = panel(1, 20, { peaks: true, counts: counts(20, [0, 0], imports) });
  expect(planOf(PARAMS, set({ known }), [part]).open[0]?.peaks).toBe(expected);
});

describe('panels go in order', () => {
  test('a zone of 23 shows one of two panels of ten: together they would show three homes', () => {
    const zone = set({ members: 23, counts: counts(23, [0, 0], 23), shown: { both: 0, net: 3 } });
    expect(opened(zone, panel(1, 10), panel(2, 10))).toEqual([[1, 0, 3]]);
    // One that does not open takes nothing from the next.
    expect(opened(zone, panel(1, 14), panel(2, 13))).toEqual([[2, 0, 3]]);
  });

  test('the counts of those before decide; of fewer than ten none is opened', () => {
    const closed = panel(2, 10, { counts: undefined });
    const nine = panel(3, 9, { counts: undefined });
    expect(planOf(PARAMS, set(), [panel(1, 10), closed, panel(4, 10)])).toMatchObject({
      open: [{ part: { id: 1n } }],
      waitsFor: 2n,
    });
    expect(planOf(PARAMS, set(), [nine, panel(4, 10)])).toMatchObject({
      open: [{ part: { id: 4n } }],
      waitsFor: undefined,
    });
  });
});

describe('one kind an auction', () => {
  const parts = [panel(1, 10), issue(2, 10)];
  test.each<[string, readonly Part[], number[]]>([
    ['panels before issues', parts, [1]],
    ['issues where no panel opens', [panel(1, 9), issue(2, 10)], [2]],
    ['issues wait for panels', [panel(1, 10, { counts: undefined }), issue(2, 10)], []],
    ['a called need before all', [...parts, need(3, 10)], [3]],
    ['even one that does not open', [...parts, need(3, 9)], []],
  ])('%s', (_, asked, ids) => {
    expect(opened(set(), ...asked).map(([id]) => id)).toEqual(ids);
  });
});

describe('deliveries show', () => {
  const nets = set({ shown: { both: 0, net: 3 } });
  test.each<[string, PartedSet, readonly Need[], unknown[]]>([
    ['called words, where ten are left', nets, [need(1, 30, ALL)], [[1, 0, 3]]],
    ['the called words alone', nets, [need(1, 30, 1n << 10n)], [[1, 0, 2]]],
    ['not where nine are left', nets, [need(1, 31)], []],
    ['not where nine are, and one who may be known', set({ ...nets, known: 1 }), [need(1, 30)], []],
    ['not where nobody is: delivered is less than the reading', nets, [need(1, 40)], []],
    ['not of nine', nets, [need(1, 9)], []],
    ['not of ten beside one known', set({ ...nets, known: 1 }), [need(1, 10)], []],
    ['not of ten beside a day that the DSO read', set({ ...nets, status1: 1 }), [need(1, 10)], []],
    [
      'ten beside a known one and a day that the DSO read',
      set({ ...nets, status1: 1, known: 1 }),
      [need(1, 12)],
      [[1, 0, 2]],
    ],
    ['not beside words of both sides', set(), [need(1, 20, 1n)], []],
    ['all called words or none', set(), [need(1, 20, ALL)], []],
    [
      'of several needs, what all leave',
      nets,
      [need(1, 15), need(2, 15)],
      [
        [1, 0, 2],
        [2, 0, 2],
      ],
    ],
    [
      'of 33 not fifteen and fifteen',
      set({ ...nets, members: 33, counts: counts(33, [0, 0], 33) }),
      [need(1, 15), need(2, 15)],
      [],
    ],
    ['nor one of them, where the other has too few', nets, [need(1, 22), need(2, 9)], []],
  ])('%s', (_, of, parts, expected) => {
    expect(opened(of, ...parts)).toEqual(expected);
  });
});

describe('issues show', () => {
  const shown = [1, 0b01, 0];
  test.each<[string, PartedSet, readonly Issue[], unknown[]]>([
    ['exports where the set shows both, never a net', set(), [issue(1, 20)], [shown]],
    ['nothing of nine', set(), [issue(1, 9)], []],
    ['nothing of ten beside one known', set({ known: 1 }), [issue(1, 10)], []],
    ['no word that nine claim', set(), [issue(1, 20, { counts: counts(20, [9, 20], 0) })], [[1, 0, 0]]],
    [
      'no word in which nine more export',
      set({ counts: counts(40, [29, 30], 40) }),
      [issue(1, 20)],
      [[1, 0, 0]],
    ],
    ['nothing where nine more are active', set({ counts: counts(29, [30, 30], 40) }), [issue(1, 20)], []],
    [
      'nothing where all issue: the rest would be what was not claimed',
      set({ members: 20, counts: counts(20, [20, 20], 20) }),
      [issue(1, 20)],
      [],
    ],
    [
      'less the issues of all lots',
      set(),
      [issue(1, 11), issue(2, 10)],
      [
        [1, 0, 0],
        [2, 0, 0],
      ],
    ],
    ['and of lots that do not open themselves', set(), [issue(1, 11), issue(2, 9)], [shown]],
    ['and of lots that do not open themselves', set(), [issue(1, 12), issue(2, 9)], [[1, 0, 0]]],
  ])('%s', (_, of, parts, expected) => {
    expect(opened(of, ...parts)).toEqual(expected);
  });
});

describe('corrections leave ten', () => {
  const plan = (of: PartedSet, ...parts: Part[]): readonly OpenPart[] => planOf(PARAMS, of, parts).open;
  const allowed = (of: PartedSet, openSettlements: number, ...parts: Part[]) =>
    correctionsAllowed(PARAMS, of, openSettlements, plan(of, ...parts));
  const nets = set({ shown: { both: 0, net: 3 } });
  test.each<[string, number, number]>([
    ['active, where nets are shown', allowed(nets, 0), 30],
    ['less open ones', allowed(nets, 7), 23],
    ['of every count of a word that shows both', allowed(set({ counts: counts(40, [14, 0], 40) }), 0), 4],
    ['imports among them', allowed(set({ counts: counts(40, [30, 0], 13) }), 0), 3],
    ['in a panel', allowed(nets, 0, panel(1, 14)), 4],
    ['beside a panel', allowed(nets, 0, panel(1, 27)), 3],
    ['exporters of a panel', allowed(set(), 0, panel(1, 20, { counts: counts(20, [12, 0], 20) })), 2],
    ['exporters beside a panel', allowed(set(), 0, panel(1, 20, { counts: counts(20, [19, 0], 20) })), 1],
    [
      'own peaks of a panel',
      allowed(nets, 0, panel(1, 20, { peaks: true, counts: counts(20, [0, 0], 13) })),
      3,
    ],
    ['nobody beside a panel of all', allowed(nets, 0, panel(1, 40)), 30],
    ['deliveries, less days that the DSO read', allowed(set({ ...nets, status1: 1 }), 0, need(1, 13)), 2],
    ['beside deliveries', allowed(nets, 0, need(1, 28)), 2],
    ['issues', allowed(set(), 0, issue(1, 13, { counts: counts(13, [12, 0], 0) })), 2],
    ['exporters beside issues', allowed(set(), 0, issue(1, 17)), 3],
    ['never below none', allowed(nets, 35), 0],
  ])('%s', (_, actual, expected) => {
    expect(actual).toBe(expected);
  });
});
