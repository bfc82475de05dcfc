/** Measures core's pieces. See USAGE. */
import { WasmContext } from '@veilgrid/wasm-core';
import { usageOf, wantsJson } from '../options.js';
import { print } from '../rows.js';
import { moneyRows } from './money.js';
import { readingsRows } from './readings.js';

const USAGE = usageOf(
  'core',
  `Core's pieces in full size: proofs of a transfer and of an issue by all threads, against snarkjs from the same
witness in the same process; an exchange against two transfers; a wallet's tree of 262,144 readings against lean-imt.`,
);

const json = wantsJson(USAGE);
print([...(await moneyRows()), ...(await readingsRows(await WasmContext.create()))], json);
