/** `veilgrid demo flexibility`: needs on real homes for all tests of this file, over HTTP, every proof real, audited twice. */
import { playedDemo } from './support/playedDemo.js';

const K = 4;

let report: Awaited<ReturnType<typeof playedDemo>>;
beforeAll(async () => {
  report = await playedDemo('flexibility');
}, 900_000);

const sum = (values: readonly (string | null)[]) =>
  values.reduce((total, value) => total + BigInt(value ?? 0), 0n);

test('every check holds', () => {
  expect(report).toMatchObject({ module: 'flexibility', auditVerified: true, moneyConserved: true });
});

test('every proof stands in the ledger, but those of two offers and of a sum that it refused', () => {
  const { statements, proofsMade, proofsRefused, audit, replay } = report;
  // Twelve offers and eleven of the next Sunday; eleven deliveries in time and a late one.
  expect(statements).toMatchObject({
    offer: 23,
    claim: 11,
    deliver: 12,
    order: 34,
    settle: 33,
    close: 4,
    transfer: 1,
  });
  expect(statements.clear).toBe(
    Math.ceil(12 / 2) + Math.ceil(22 / 2) + Math.ceil(14 / 2) + Math.ceil(13 / 2),
  );
  // Of each of A and B; the last batch of a day's sums, and of called half hours, comes twice.
  const batches = [12, 21, 11, 11].map((members) => Math.ceil(members / 2));
  expect(statements.masksum).toBe(2 * (batches.reduce((a, b) => a + b, 0) + 3));
  expect(proofsRefused).toEqual({ offer: 2, masksum: 1 });
  expect(proofsMade).toEqual({
    ...statements,
    offer: 25,
    masksum: statements.masksum + 1,
    issue: 22,
    disclose: 0,
  });
  const proofs = Object.values<number>(statements).reduce((a, b) => a + b, 22);
  expect([audit.proofs, replay.proofsVerified, replay.proofsSkipped]).toEqual([proofs, proofs, 0]);
});

test('the ledger refuses each attempt with its own code', () => {
  expect(report.refused.map(({ code }: { code: string }) => code)).toEqual([
    'BASELINE_SHORT',
    'INFLATION_PAYS',
    'PROOF_INVALID',
    'OFFER_EXISTS',
    'GATE_CLOSED',
    'CALL_LATE',
    'WORDS_DIFFER',
    'PROOF_INVALID',
    'CALLED',
    'HELD_LOCKED',
  ]);
});

test('ten at least sold in every half hour that trades, and ten settle beside those who deliver', () => {
  const { offers, maxQtyWh, boughtWh, priceByPeriod, deliveries, others } = report;
  expect([offers, maxQtyWh, deliveries, others]).toEqual([12, 500, 11, 10]);
  const traded = [1, 2, 3];
  expect(priceByPeriod.map((price: number | null) => price !== null)).toEqual([false, true, true, true]);
  for (const k of traded) expect(BigInt(boughtWh[k])).toBeGreaterThanOrEqual(BigInt(10 * maxQtyWh + offers));
});

test('what is delivered opens for the called half hours alone, and the day shows them net', () => {
  const { deliveredWh, netWords, boughtWh } = report;
  expect(deliveredWh).toHaveLength(K);
  expect(deliveredWh.map((wh: string | null) => wh !== null)).toEqual([false, false, true, true]);
  for (const k of [2, 3]) expect(BigInt(deliveredWh[k])).toBeLessThanOrEqual(BigInt(boughtWh[k]));
  expect(netWords).toEqual([0]);
});

test("the buyer's lock is where the sums say, to the unit", () => {
  const { buyerLocked, buyerReturned, paid, supplierCompensation, unproven, latePaid, shares } = report;
  expect(sum([buyerReturned, paid, supplierCompensation, unproven])).toBe(BigInt(buyerLocked));
  for (const part of [unproven, paid, supplierCompensation]) expect(BigInt(part)).toBeGreaterThan(0n);
  const late = shares.filter((share: { late: boolean }) => share.late);
  expect(late).toHaveLength(1);
  expect(latePaid).toBe(late[0].paid);
  expect(BigInt(latePaid)).toBeGreaterThan(0n);
  expect(BigInt(latePaid)).toBeLessThanOrEqual(BigInt(late[0].deposit));
});

test('the need that is not called pays availability alone', () => {
  const { locked, returned, earned } = report.next;
  expect(BigInt(earned)).toBeGreaterThan(0n);
  expect(sum([returned, earned])).toBe(BigInt(locked));
});
