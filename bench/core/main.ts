/** Measures core's pieces. See USAGE. */
import { usageOf, wantsJson } from '../options.js';
import { print } from '../rows.js';
import { moneyRows } from './money.js';

const USAGE = usageOf(
  'core',
  `Core's pieces in full size: proofs of a transfer and of an issue by all threads, against snarkjs from the same
witness in the same process; an exchange against two transfers.`,
);

const json = wantsJson(USAGE);
print([...(await moneyRows())], json);
