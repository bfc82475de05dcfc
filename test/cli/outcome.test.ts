import { checksOf, type DayOutcome, type HouseholdDay } from '@veilgrid/cli/demo/market/outcome';
import { buildScenario, SEED } from '@veilgrid/cli/demo/market/scenario';
import type { Replayed } from '@veilgrid/cli/demo/town/replayProcess';
import { kwh, money, pence, table } from '@veilgrid/cli/terminal/format';
import { paramsOf } from '@veilgrid/protocol/params';

const scenario = buildScenario(paramsOf('small'), '2013-06-13', 10, SEED);
const sums = (part: 'imported' | 'exported') =>
  [0, 1, 2, 3].map((k) => scenario.houses.reduce((sum, h) => sum + BigInt(h.readings[k]![part]), 0n));

/** Ten households that owe 30 each, the last one 5 beyond its deposit. */
const households = scenario.houses.map((house, i) => ({
  house,
  deposit: i === 9 ? 25n : 40n,
  bill: { lines: [], trade: 0n, network: 10n, fixed: 0n, cost: 30n },
  without: 35n,
  balanceBefore: 100n,
  balance: i === 9 ? 75n : 70n,
})) satisfies HouseholdDay[];

const accounts = { dso: 5n, supplier: 50n, operator: 50n, regulator: 50n, issuer: 0n };
const supplyBefore = {
  minted: 1155n,
  redeemed: 0n,
  notes: 1000n,
  locked: 0n,
  bonds: 0n,
  held: 0n,
  accounts,
  parties: 0n,
  dsoDebt: 0n,
};
const good = {
  scenario,
  aggregate: {
    members: 10,
    both: 1,
    imports: sums('imported'),
    exports: sums('exported'),
    nets: [0n, 0n, 0n, 0n],
  },
  supplyBefore,
  supply: { ...supplyBefore, notes: 705n, accounts: { ...accounts, dso: 100n, supplier: 250n } },
  households,
  invoices: [{ position: 9, amount: 5n }],
  proofs: { transfer: 1, order: 10, clear: 5, close: 1, settle: 10, masksum: 10 },
} as unknown as DayOutcome;
const audit = { verified: true, proofsVerified: 37 } as Replayed;

test('a day that adds up passes', () => {
  expect(checksOf(good, audit)).toEqual({ moneyConserved: true, energyExact: true, auditVerified: true });
});

const poorer = (balance: bigint) => [{ ...households[0]!, balance }, ...households.slice(1)];
test.each<[string, Partial<DayOutcome>]>([
  ['a unit minted that is nowhere', { supply: { ...good.supply, minted: 1156n } }],
  ['a note that no wallet finds', { supply: { ...good.supply, notes: 706n, minted: 1156n } }],
  ['a household that paid a unit too much', { households: poorer(69n) }],
  ['a bill that nobody paid', { invoices: [] }],
  ['an invoice for somebody else', { invoices: [{ position: 8, amount: 5n }] }],
])('money is not conserved: %s', (_name, change) => {
  expect(checksOf({ ...good, ...change }, audit)).toMatchObject({ moneyConserved: false, energyExact: true });
});

test.each(['imports', 'exports'] as const)('a Wh too much in %s is told', (part) => {
  const aggregate = {
    ...good.aggregate!,
    [part]: good.aggregate![part].with(3, good.aggregate![part][3]! + 1n),
  };
  expect(checksOf({ ...good, aggregate }, audit)).toMatchObject({ moneyConserved: true, energyExact: false });
});

describe('where no sum is published', () => {
  // Deposits and bonds wait; the refunds, hidden among the deposits, are the households' already.
  const waiting = {
    ...good,
    aggregate: undefined,
    supply: {
      ...supplyBefore,
      notes: 615n,
      locked: 385n,
      bonds: 30n,
      accounts: { ...accounts, supplier: 20n },
    },
  } satisfies DayOutcome;

  test('money is conserved, and energy is not said to be exact', () => {
    expect(checksOf(waiting, audit)).toEqual({
      moneyConserved: true,
      energyExact: null,
      auditVerified: true,
    });
  });

  test.each<[string, Partial<typeof waiting.supply>]>([
    ['a deposit too little', { locked: 384n, minted: 1154n }],
    ['a bond that nobody gave', { bonds: 31n, minted: 1156n }],
  ])('money is not conserved: %s', (_name, change) => {
    const supply = { ...waiting.supply, ...change };
    expect(checksOf({ ...waiting, supply }, audit).moneyConserved).toBe(false);
  });
});

test('a member or a proof that is missing is told', () => {
  const aggregate = { ...good.aggregate!, members: 9 };
  expect(checksOf({ ...good, aggregate }, audit).energyExact).toBe(false);
  expect(checksOf(good, { ...audit, proofsVerified: 36 }).auditVerified).toBe(false);
});

test('amounts are rounded half up and keep their sign', () => {
  expect([123_456_789n, -123_456_789n, 5_000n, 4_999n, -4_999n, 0n].map(money)).toEqual([
    '1.2346',
    '-1.2346',
    '0.0001',
    '0.0000',
    '0.0000',
    '0.0000',
  ]);
  expect([pence(11_760), pence(-250n), kwh(1_234), kwh(0n)]).toEqual(['11.76', '-0.25', '1.234', '0.000']);
});

test('tables align', () => {
  const rows = [
    ['a', 'b'],
    ['long', '10'],
  ];
  expect(table(rows)).toBe('a      b\nlong  10');
});
