/** Both forms of the prover's module give the same bytes for the same blinding, whatever the witness is. */
import { readFileSync } from 'node:fs';
import { buildSource } from '@veilgrid/circuits/scripts/build';
import { runsTwins } from '@veilgrid/wasm-core/modules';
import { readProvingKey } from '@veilgrid/wasm-core/prover/zkey';
import { tinyCircuit } from '../circuits/support/tinyCircuit.js';
import { type BothForms, expectSame, loadBoth } from './support/bothForms.js';
import { blindings, KIND_NAMES, rawWitness } from './support/rawWitness.js';

let provers: BothForms;
let wires: number;
beforeAll(async () => {
  const tiny = tinyCircuit();
  const zkey = readFileSync((await buildSource(tiny.source)).zkey);
  tiny.remove();
  wires = readProvingKey(zkey).nVars;
  provers = await loadBoth(zkey);
});

test.each(KIND_NAMES)('a witness of %s', (kind) => {
  for (const blinding of Object.values(blindings)) expectSame(provers, rawWitness(kind, wires), blinding);
});

test('these are two forms: their transforms have different sizes', async () => {
  const sizes = Object.values(provers).map(([prover]) => {
    const { length } = prover!.transforms(0, rawWitness('random', wires), blindings.random.slice(), 0, 1);
    prover!.end();
    return length;
  });
  expect(new Set(sizes).size).toBe((await runsTwins()) ? 2 : 1);
});
