/** Measures data access. See USAGE. */
import { createHasher } from '@veilgrid/wasm-core';
import { batchRows } from './batchCost.js';
import { disclosures } from './disclosures.js';
import { usageOf, wantsJson } from './options.js';
import { proofRows } from './proofCost.js';
import { print } from './rows.js';

const USAGE = usageOf(
  'disclosure',
  `A day of an answer in full size that says what it cost, shows an evening and bounds a peak:
- its proof against snarkjs from the same witness in the same process, which reads its key anew as its interface has
  it; witness and proof against a settlement's in turns;
- a month verified in one batch, which are re-randomised copies of a few real proofs that share what the days of an
  answer share, against snarkjs one by one.`,
);
const MONTH = 31;

const json = wantsJson(USAGE);
const hasher = await createHasher();
const month = {
  name: `verify a day of an answer in a batch of a month's ${MONTH}, full profile`,
  size: MONTH,
  repeat: 8,
};
print(
  [
    ...(await proofRows(hasher, [{ circuit: 'disclose', input: disclosures(hasher, 1)[0]! }])),
    ...(await batchRows(hasher, { circuit: 'disclose', inputs: disclosures }, month)),
  ],
  json,
);
process.exit(0); // snarkjs leaves its threads running
