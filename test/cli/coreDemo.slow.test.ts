/** `veilgrid demo core`: one day for all tests of this file, over HTTP, every proof real, audited twice. */
import { playedDemo } from './support/playedDemo.js';

const sum = (values: readonly string[]) => values.reduce((total, value) => total + BigInt(value), 0n);

let report: Awaited<ReturnType<typeof playedDemo>>;
beforeAll(async () => {
  report = await playedDemo('core');
}, 600_000);

test('every check holds', () => {
  expect(report).toMatchObject({
    module: 'core',
    auditVerified: true,
    moneyConserved: true,
    ownersHidden: true,
    readingsRebuilt: true,
    pointsRebuilt: true,
    totalsAgree: true,
  });
});

test('every proof that was made stands in the ledger, but those of the exchange', () => {
  const { statements, proofsMade, proofsRefused, audit, replay } = report;
  // Batches of two: six of clearing; six of mask sums for each of A and B, the last one twice: count, then words.
  expect(statements).toEqual({
    issue: 35,
    transfer: 10,
    order: 11,
    clear: 6,
    close: 1,
    settle: 11,
    masksum: 14,
  });
  expect(proofsMade).toEqual({ ...statements, transfer: 12, offer: 0, claim: 0, deliver: 0, disclose: 0 });
  expect(proofsRefused).toEqual({ transfer: 2 });
  const proofs = Object.values<number>(statements).reduce((a, b) => a + b, 0);
  expect([audit.proofs, replay.proofsVerified, replay.proofsSkipped]).toEqual([proofs, proofs, 0]);
  expect(audit.blocks).toBe(replay.blocks);
});

test('24 notes of 1.5 pay a deposit of 15, by transfers that take rounds', () => {
  const { merged } = report;
  expect(merged).toMatchObject({ notes: 24, each: '150000000', transfers: 10, deposit: '1500000000' });
  // Four rounds make one note of eleven.
  expect(merged.waits).toBeGreaterThanOrEqual(4);
});

test('the ledger refuses each attempt with its own code', () => {
  expect(report.refused.map(({ code }: { code: string }) => code)).toEqual([
    'COMMITMENT_EXISTS',
    'SIGNATURE_INVALID',
    'NETWORK_ASSET_INVALID',
    'ASSET_UNKNOWN',
    'DAY_OPEN',
    'MEASURE_REVEALS',
    'MEASURE_REVEALS',
    'MEASURE_EXISTS',
    'PARTY_ENDED',
  ]);
});

test('money is somewhere, to the unit; the party took out all of its own', () => {
  const { minted, redeemed, notes, locked, bonds, held, accounts, parties } = report.money;
  const places = sum([redeemed, notes, locked, bonds, held, parties, ...Object.values<string>(accounts)]);
  expect(places).toBe(BigInt(minted));
  expect([redeemed, parties, locked, report.party.left]).toEqual(['50000000000', '0', '0', '0']);
});

test("the feeder's meter and the published sums agree; the substation's shows ten and more between", () => {
  const [substation, feeder] = report.totals;
  expect(feeder.nets).toEqual(report.verified);
  expect([feeder.customers, substation.customers]).toEqual([11, 26]);
  expect(sum(substation.nets) - sum(feeder.nets)).toBe(15n * 4n * 2_000n);
});

test('the tree of the day has a leaf for each settlement, and is frozen', () => {
  const { readings, points, settlements } = report;
  expect(readings).toMatchObject({ leaves: settlements, frozenRoots: 1, holds: true });
  expect(readings.path.map((children: string[]) => children.length)).toEqual([8, 8]);
  expect(points).toMatchObject({ points: 11, changes: 11, holds: true });
});
