import { toBytes, WasmContext, WasmTree8 } from '@veilgrid/wasm-core';
import { elements } from './elements.js';
import { inBothForms, memoryRow, SCALAR } from './forms.js';
import { type Row, row } from './rows.js';
import { cpuMedians } from './timing.js';

const ROUNDS = 5;
const MICRO = 1e6;
const BATCHES = [
  { name: 'Poseidon t=3', inputs: 2, items: 2000 },
  { name: 'Poseidon t=9', inputs: 8, items: 600 },
  { name: 'sponge of 32 inputs', inputs: 32, items: 200 },
];
const SINGLES = 500;
const TREE_DEPTH = 4;
const LEAVES = 8 ** TREE_DEPTH;

interface Hashing {
  readonly name: string;
  /** Of which the row gives the time of one. */
  readonly items: number;
  work(context: WasmContext): unknown;
}

const batches = BATCHES.map(({ name, inputs, items }): Hashing => {
  const bytes = toBytes(elements(inputs * items));
  const work = (context: WasmContext) => context.hashMany(bytes, inputs, 0n);
  return { name: `${name}, batch of ${items}`, items, work };
});
const singles = elements(SINGLES + 1);
const leaves = toBytes(elements(LEAVES));
const HASHINGS: readonly Hashing[] = [
  ...batches,
  {
    name: 'Poseidon t=3, one by one',
    items: SINGLES,
    work: (context) => singles.slice(1).map((x, i) => context.permute([singles[i]!, x], 0n, 1)),
  },
  {
    name: `build a tree of ${LEAVES} leaves`,
    items: 1,
    work: (context) => new WasmTree8(context, TREE_DEPTH).write(0, leaves),
  },
];

/** One thread's hashes beside the scalar module's. */
export async function hashForms(): Promise<Row[]> {
  const forms = await inBothForms(() => WasmContext.create());
  if (forms === undefined) return [];
  const { twin, scalar } = forms;
  const works = HASHINGS.flatMap(({ work }) => [() => work(twin.made), () => work(scalar.made)]);
  const times = await cpuMedians(ROUNDS, ...works);
  const rows = HASHINGS.map(({ name, items }, i) => {
    const [ours, peer] = times.slice(2 * i).map((seconds) => (seconds * MICRO) / items);
    return row(`${name}, one thread`, ours!, 'µs of CPU', SCALAR, peer!);
  });
  return [...rows, memoryRow('hasher', forms)];
}
