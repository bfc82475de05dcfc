import fc from 'fast-check';
import { baseLedger, draws, Tally, tryMutant } from './support/agreement.js';

describe('node and auditor', () => {
  const base = baseLedger();

  test('agree on mutated ledgers', () => {
    const tally = new Tally();
    const t = performance.now();
    fc.assert(
      fc.property(draws, (draw) => {
        const outcome = tryMutant(base, draw, 2);
        fc.pre(outcome !== undefined);
        tally.add(outcome);
      }),
      { numRuns: Number(process.env.RUNS ?? 100), endOnFailure: true },
    );
    console.log(
      performance.now() - t,
      tally.tried,
      tally.accepted,
      tally.sameCode,
      tally.codes.size,
      [...tally.counts].sort(),
    );
  });
});
