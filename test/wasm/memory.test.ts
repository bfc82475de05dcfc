import { createVerifier } from '@veilgrid/wasm-core/verifier/verifier';
import { inBothForms } from '../../bench/forms.js';
import { simulate } from './support/groth16.js';

/** As many signals as a settlement has, in the largest batch. */
const { key, prove } = simulate(372, 13n);
const publicSignals = Array.from({ length: key.nPublic }, (_, i) => BigInt(i) ** 20n);
const item = { key: 'key', publicSignals, proof: prove(publicSignals, 5n, 7n) };
const batch = Array(256).fill(item);

test('a verifier that multiplies two at once takes at most a tenth more memory', async () => {
  const forms = (await inBothForms(() => createVerifier({ key })))!;
  for (const { made } of [forms.twin, forms.scalar])
    expect(made.verifyMany(batch).every(({ ok }) => ok)).toBe(true);
  expect(forms.scalar.memory()).toBeGreaterThan(2);
  expect(forms.twin.memory() / forms.scalar.memory()).toBeLessThan(1.1);
});
