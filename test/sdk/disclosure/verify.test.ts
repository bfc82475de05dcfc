/** What a recipient learns from a true answer. docs/protocol/disclosure.md "Verifier". */
import { type PlannedChain, periods, question } from '@veilgrid/client-sdk';
import { daily, K } from '../../state/support/profile.js';
import {
  answerOf,
  ask,
  consentOf,
  DAYS,
  dayOf,
  evidenceOf,
  GAPS,
  HOME,
  sumFact,
  ZONE_MEMBERS,
  ZONE_WH,
} from './support/shownAnswer.js';
import { invalid, prover, refusal, request, verify } from './support/verifying.js';

afterAll(() => prover.close());

const ALL = periods(0, K);

test('a true answer says what was asked, and no more', async () => {
  const verified = await verify();
  const shown = (day: number) => ({
    day,
    imports: Array.from({ length: K }, (_, k) => (k === 2 ? HOME.readings(day)[2]!.imported : undefined)),
    exports: Array.from({ length: K }, (_, k) => (k === 1 ? 7 : undefined)),
  });
  expect(verified.answers).toEqual([
    { kind: 'range', from: 900n, below: 2_000n },
    { kind: 'peak', atMost: 150n },
    { kind: 'readings', days: [shown(DAYS[0]), shown(DAYS[2])] },
  ]);
  expect(verified).toMatchObject({
    subject: consentOf(HOME, request.request).subject,
    position: undefined,
    transferable: false,
    gaps: GAPS,
    estimated: [],
  });
  expect(verified.purpose.party.name).toEqual(new TextEncoder().encode('Bank'));
  expect(verified.auctions.map(({ day, height }) => [day, height])).toEqual([
    [DAYS[0], 8n],
    [DAYS[2], 8n],
  ]);
});

test('every kind of question is answered in words of its own', async () => {
  const prices = { imports: daily(2_000), exports: daily(500) };
  const request = ask({
    maxGaps: 0,
    questions: [
      question.sums([
        { side: 'imports', periods: periods(0, 2) },
        { side: 'exports', periods: ALL },
      ]),
      question.range({ imports: ALL }),
      question.cost({ prices }),
      question.cost({ prices, bounds: [0, 10_000_000] }),
      question.share({ window: periods(2, 4), bounds: [500, 600] }),
      question.comparison({ imports: ALL, bounds: [100, 250, 300] }),
      question.floor({ imports: ALL, bounds: [50, 100, 150] }),
      question.floor({ exports: ALL, bounds: [5] }),
    ],
  });
  const zone = DAYS.map(() => ({ energy: BigInt(K * ZONE_WH), members: ZONE_MEMBERS }));
  const chains: PlannedChain[] = [
    { questions: [0, 6, 7], claims: [0, 2, 0] },
    { questions: [1], claims: [0] },
    { questions: [2], claims: [0] },
    { questions: [3], claims: [1] },
    { questions: [4], claims: [1] },
    { questions: [5], claims: [1], zone },
  ];
  const answer = await answerOf(prover, request, { chains, gaps: [] });
  const { answers } = await verify({ request, answer });
  const values = DAYS.flatMap((day) => HOME.readings(day).map(({ imported }) => imported));
  const sum = values.reduce((a, b) => a + b, 0);
  const early = DAYS.flatMap((day) => HOME.readings(day).slice(0, 2)).reduce((a, b) => a + b.imported, 0);
  expect(answers).toEqual([
    { kind: 'sums', values: [BigInt(early), 21n] },
    { kind: 'range', value: BigInt(sum) },
    { kind: 'cost', value: BigInt(2_000 * sum - 500 * 21) },
    { kind: 'cost', from: 0n, below: 10_000_000n },
    { kind: 'share', atMost: 600n },
    { kind: 'comparison', atMost: 250n, nets: 0 },
    { kind: 'floor', atLeast: 100n },
    { kind: 'floor', atLeast: undefined },
  ]);

  // The zone's day is its set's: of another set the bound is another, and not the proven one.
  const quieter = DAYS.map((day) => ({ ...evidenceOf(day), sum: sumFact([day], { both: 0 }) }));
  expect(await refusal({ request, answer, facts: { auctions: quieter } })).toEqual(invalid('chains.5.high'));
});

test('where a set shows its net, that stands for imports, and it is said in how many half hours', async () => {
  const request = ask({
    questions: [question.comparison({ imports: 5n, bounds: [500] })],
    toDay: DAYS[0],
    maxGaps: 0,
  });
  const net = { ...evidenceOf(DAYS[0]), sum: sumFact([DAYS[0]], { both: 0 }) };
  const zone = [{ energy: BigInt(2 * (ZONE_WH - 100)), members: ZONE_MEMBERS }];
  const chains = [{ questions: [0], claims: [0], zone }];
  const answer = await answerOf(prover, request, { chains, gaps: [], days: [dayOf(HOME, DAYS[0])] });
  const { answers } = await verify({ request, answer, facts: { auctions: [net] } });
  expect(answers).toEqual([{ kind: 'comparison', atMost: 500n, nets: 2 }]);
});
