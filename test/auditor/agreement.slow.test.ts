import { baseLedger, tryMutants } from './support/agreement.js';
import { boundaryOf, fieldsAtOpening } from './support/boundary.js';

const base = baseLedger();

test('node and auditor agree on a thousand mutated ledgers, some of them to the end', () => {
  const tally = tryMutants(base, 1_000, ({ op }) => (op % 25 === 0 ? Number.POSITIVE_INFINITY : 2));
  const { tried, accepted, sameCode, codes } = tally;
  console.log(
    `${tried} mutants: ${accepted} accepted by both, ${tried - accepted} refused by both ` +
      `(${sameCode} for the same reason), ${codes.size} reasons:\n${[...codes].sort().join(' ')}`,
  );
  expect(tried).toBe(1_000);
  expect(codes.size).toBeGreaterThan(40);
}, 7_200_000);

/** Where a value begins to be refused: formulas that differ by one would differ here. */
test.each(fieldsAtOpening(base))(
  'the bound of %s is the same on both sides',
  (_name, probe) => {
    expect(boundaryOf(base, probe)).toBeGreaterThan(0);
  },
  600_000,
);
