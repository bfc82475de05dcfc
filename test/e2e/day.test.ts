import { jsonReport, type Run, textReport } from '@veilgrid/cli/demo/market/report';
import { runDemo } from '@veilgrid/cli/demo/market/run';
import { DEFAULT_DAY, SEED } from '@veilgrid/cli/demo/market/scenario';
import { Stages } from '@veilgrid/cli/demo/town/stages';
import { interruptible } from '@veilgrid/cli/terminal/interrupt';
import { toJson } from '@veilgrid/protocol/routes';

const quiet = { stage() {}, step() {}, stop() {} };
const options = { profile: 'small', households: 12, date: DEFAULT_DAY, seed: SEED } as const;
const sum = (values: readonly bigint[]) => values.reduce((a, b) => a + b, 0n);

/** One day for all tests of this file: over HTTP, every proof real, audited by a process of its own. */
let run: Run;
beforeAll(async () => {
  run = await interruptible((closers, signal) => runDemo(options, closers, new Stages(quiet, signal)));
}, 600_000);

test('every check of the demo holds', () => {
  expect(run.checks).toEqual({ moneyConserved: true, energyExact: true, auditVerified: true });
});

test('everybody ordered and settled, and the auditor checked every proof', () => {
  const { auction, proofs } = run.outcome;
  expect([auction.phase, auction.orders, auction.settlements]).toEqual(['published', 12, 12]);
  // Batches of two: six of clearing; six of mask sums for each of A and B, the last one twice: count, then words.
  const market = { transfer: 1, issue: 12, order: 12, clear: 6, close: 1, settle: 12, masksum: 14 };
  expect(proofs).toEqual({ ...market, offer: 0, claim: 0, deliver: 0, disclose: 0 });
  expect([run.audit.proofsVerified, run.audit.proofsSkipped]).toEqual([58, 0]);
});

test('fewer than ten export: the published load is the net of the readings, to the Wh, and no side of it', () => {
  const { scenario } = run.outcome;
  const aggregate = run.outcome.aggregate!;
  const total = (part: 'imported' | 'exported') =>
    [0, 1, 2, 3].map((k) => sum(scenario.houses.map((house) => BigInt(house.readings[k]![part]))));
  const exported = total('exported');
  expect(aggregate.nets).toEqual(total('imported').map((imported, k) => imported - exported[k]!));
  expect([aggregate.both, ...aggregate.imports, ...aggregate.exports]).toEqual([0, ...Array(8).fill(0n)]);
  expect(aggregate.members).toBe(12);
});

test('what households paid is what supplier and DSO earned, to the unit', () => {
  const { households, supply, supplyBefore } = run.outcome;
  const bills = sum(households.map((h) => h.bill.cost));
  expect(sum(households.map((h) => h.balanceBefore - h.balance))).toBe(bills);
  const earned = (role: 'supplier' | 'dso') => supply.accounts[role] - supplyBefore.accounts[role];
  expect(earned('supplier') + earned('dso')).toBe(bills);
  expect(earned('dso')).toBe(sum(households.map((h) => h.bill.network)));
  // Bonds are back with those who gave them.
  expect(supply.bonds).toBe(0n);
  expect(supply.accounts.operator).toBe(supplyBefore.accounts.operator);
  expect(supply.accounts.regulator).toBe(supplyBefore.accounts.regulator);
});

test('the market traded, and who sent a null order pays as without it', () => {
  const { households, auction } = run.outcome;
  expect(auction.result!.volume).toBeGreaterThan(0n);
  const idle = households.filter((h) => !h.house.trades);
  expect(idle).toHaveLength(2);
  for (const h of idle) expect(h.bill.cost).toBe(h.without);
  const traders = households.filter((h) => h.house.trades);
  expect(sum(traders.map((h) => h.without - h.bill.cost))).toBeGreaterThan(0n);
});

test('the JSON report is one object with the documented fields', () => {
  const report = JSON.parse(toJson(jsonReport(run)));
  expect(report).toMatchObject({
    households: 12,
    orders: 12,
    settlements: 12,
    proofs: 58,
    moneyConserved: true,
    energyExact: true,
    auditVerified: true,
    date: DEFAULT_DAY,
  });
  expect(report.seconds).toBeGreaterThan(0);
  expect(report.bills).toHaveLength(12);
  expect(report.periods).toHaveLength(4);
  for (const period of report.periods) {
    expect(period).toMatchObject({ netWh: expect.any(String) });
    expect(period).not.toHaveProperty('importWh');
    expect(period).not.toHaveProperty('exportWh');
  }
});

test('the text report says what it looked into and what held', () => {
  const text = textReport(run);
  expect(text).toContain('this demo looks into its own simulated households');
  expect(text).toContain('Where one side is not shown: fewer than ten fill it');
  expect(text).toContain('Equal to the Wh in every period: yes');
  expect(text).toContain('Conserved to the unit: yes');
  expect(text).not.toMatch(/\bNO\b|NaN|undefined/);
});
