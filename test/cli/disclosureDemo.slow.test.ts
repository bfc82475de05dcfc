/** `veilgrid demo disclosure`: a real home's days for all tests of this file, over HTTP, every proof real, audited twice. */
import { playedDemo } from './support/playedDemo.js';

let report: Awaited<ReturnType<typeof playedDemo>>;
beforeAll(async () => {
  report = await playedDemo('disclosure');
}, 900_000);

const codes = (refused: readonly { readonly code: string }[]) => refused.map(({ code }) => code);

test('every check holds', () => {
  expect(report).toMatchObject({
    module: 'disclosure',
    auditVerified: true,
    moneyConserved: true,
    simulated: true,
  });
});

test('every proof stands in the ledger or in an answer, but that of a consent that was refused', () => {
  const { statements, recipientKeys, proofsMade, proofsRefused, audit, replay } = report;
  // Eleven homes of three days, which two roles sum in batches of two and once more for the last word.
  expect(statements).toMatchObject({ order: 33, settle: 33, clear: 18, close: 3, masksum: 42, transfer: 2 });
  // Four chains of three days, by the household and by its recipient.
  expect([statements.disclose, recipientKeys]).toEqual([24, 2]);
  expect(proofsRefused).toEqual({ transfer: 1 });
  expect(proofsMade).toMatchObject({
    ...statements,
    transfer: statements.transfer + 1,
    disclose: statements.disclose + recipientKeys,
  });
  expect([replay.proofsVerified, replay.proofsSkipped]).toEqual([audit.proofs, 0]);
});

test('the ledger refuses each attempt with its own code', () => {
  expect(codes(report.refused)).toEqual(['PROOF_INVALID', 'RECEIPTS_GAP', 'PURPOSE_ENDED', 'SECRET_WRONG']);
});

test('a wrong, a foreign, a second and a late answer are refused off the ledger', () => {
  expect(codes(report.answersRefused)).toEqual([
    'ANSWER_INVALID',
    'ANSWER_INVALID',
    'ANSWER_TELLS_MORE',
    'ANSWER_INVALID',
    'CONSENT_REVOKED',
  ]);
});

test("an answer says the home's own sums, to the Wh, and brackets of the rest", () => {
  expect(report.claims).toEqual([
    { kind: 'sums', values: ['16168', '6488', '16159', '83'] },
    { kind: 'cost', from: '800000000', below: '1000000000' },
    { kind: 'share', atMost: '500' },
    { kind: 'comparison', atMost: '1250', nets: expect.any(Number) },
    { kind: 'peak', atMost: '7200' },
  ]);
  expect([report.gaps, report.members]).toEqual([[], [11, 11, 11]]);
});

test('two consents, one revoked, one receipt under a root', () => {
  const { consents, revocations, receiptsRooted } = report;
  expect([consents, revocations, receiptsRooted]).toEqual([2, 1, 1]);
});
