/** Measures what it takes to believe nobody's node. See USAGE. */
import { createHasher } from '@veilgrid/wasm-core';
import { followingRows } from './following.js';
import { formerRows } from './formerCost.js';
import { marketDay } from './marketDay.js';
import { usageOf, wantsJson } from './options.js';
import { ownRecordRows } from './ownRecordFacts.js';
import { print } from './rows.js';
import { factRows } from './trustFacts.js';

const USAGE = usageOf(
  'trust',
  `What it takes to believe nobody's node, in the full profile:
- bytes and CPU time of the facts that a wallet checks before an order and before a settlement, each transaction one
  of 1,024 in its block; no pairing is computed. Before its first order a wallet checks its own record too, which it
  asks for with those around it;
- CPU time of an aggregator that follows a day of 10,000 invented settlements, and apart from it of checking a number
  of proofs that are re-randomised copies of a few real ones;
- constraints, witness and proof of settle and masksum beside the same statements as they were when masks were of the
  auction alone and nothing counted contributors. A mask sum is compared by settlement, as its batch has grown.`,
);

const json = wantsJson(USAGE);
const hasher = await createHasher();
const day = marketDay(hasher);
print(
  [
    ...(await factRows(hasher, day)),
    ...(await ownRecordRows(hasher, day)),
    ...(await followingRows(hasher, day)),
    ...(await formerRows(hasher)),
  ],
  json,
);
