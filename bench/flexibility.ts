/** Measures the flexibility market. See USAGE. */
import { createHasher, WasmContext } from '@veilgrid/wasm-core';
import { baselineRows, readRootRows } from './flexibility/baselines.js';
import { deliveryRows } from './flexibility/batch.js';
import { paymentRows } from './flexibility/payments.js';
import { usageOf, wantsJson } from './options.js';
import { print } from './rows.js';

const USAGE = usageOf(
  'flexibility',
  `Payments of a flexibility market in full size, by all threads:
- a delivery and a claim: the proof against snarkjs from the same witness in the same process, which reads its key anew
  as its interface has it; witness and proof against a settlement's in turns;
- deliveries of one need verified in one batch, which are re-randomised copies of a few real proofs that share what a
  need's deliveries share, against snarkjs one by one;
- the root over a day's readings of an area against lean-imt, and baselines of 10,000 homes.`,
);

const json = wantsJson(USAGE);
const hasher = await createHasher();
print(
  [
    ...(await paymentRows(hasher)),
    ...(await deliveryRows(hasher)),
    ...(await readRootRows(hasher, await WasmContext.create())),
    ...(await baselineRows()),
  ],
  json,
);
process.exit(0); // snarkjs leaves its threads running
