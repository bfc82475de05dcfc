import { runDaysDemo } from '@veilgrid/cli/demo/market/days/demo';
import { type DaysRun, jsonDaysReport, textDaysReport } from '@veilgrid/cli/demo/market/days/report';
import { DEFAULT_DAY, SEED } from '@veilgrid/cli/demo/market/scenario';
import { Stages } from '@veilgrid/cli/demo/town/stages';
import { interruptible } from '@veilgrid/cli/terminal/interrupt';
import { toJson } from '@veilgrid/protocol/routes';

const quiet = { stage() {}, step() {}, stop() {} };
const options = { profile: 'small', households: 12, date: DEFAULT_DAY, seed: SEED } as const;

/** Five days on one ledger over HTTP: every proof real, audited by a process of its own. */
let run: DaysRun;
beforeAll(async () => {
  run = await interruptible((closers, signal) => runDaysDemo(options, 5, closers, new Stages(quiet, signal)));
}, 1_200_000);

test('every check holds', () => {
  expect(run.checks).toEqual({
    energyExact: true,
    moneyConserved: true,
    allPublished: true,
    recovered: true,
    auditVerified: true,
  });
});

test('a day of few is summed with the next, a void one like any other', () => {
  expect(run.days.map((d) => [d.outcome, d.orders, d.settlements])).toEqual([
    ['cleared', 12, 11],
    ['cleared', 12, 12],
    ['cleared', 6, 6],
    ['cleared', 12, 12],
    ['void', 12, 12],
  ]);
  expect(run.publications.map((p) => p.days)).toEqual([[0], [1], [2, 3], [4]]);
  const [, , few, many] = run.days;
  expect(few!.publishedWith).toBe(many!.date);
});

test('proofs of mask sums go through both sets of a merge in one chain', () => {
  // Batches of two: 6, 6, 6 + 3 and 6 for each of A and B, and one more for each where a set takes in none, as its last
  // opens the count, then the words; six, six, three and six of clearing. One settlement is a late bill.
  expect(run.proofs).toMatchObject({ order: 54, clear: 21, close: 4, settle: 54, masksum: 60 });
});

test('prices fell below zero, and a void day has none', () => {
  expect(run.days[3]!.prices![0]).toBeLessThan(0n);
  expect(run.days[4]!.prices).toBeUndefined();
});

test('the reports say what happened, and that it holds', () => {
  const text = textDaysReport(run);
  for (const said of [
    'keys for A and B',
    'new owner',
    'new meter',
    'did not settle: a late bill of',
    'is no use to it: struck',
    'sealed status list',
    'the set waits for a large one',
    'regulator is silent: void, its bond of',
  ]) {
    expect(text).toContain(said);
  }
  expect(text).not.toMatch(/\bNO\b|NaN|undefined/);
  const report = JSON.parse(toJson(jsonDaysReport(run)));
  expect(report).toMatchObject({ energyExact: true, moneyConserved: true, recovered: true });
  expect(report.days).toHaveLength(5);
  expect(report.publications[2].auctions).toHaveLength(2);
});
