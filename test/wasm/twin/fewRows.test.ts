/** Keys of one, two, four and eight rows: both forms prove alike by any number of shares, down to a row each. */
import { ProverContext } from '@veilgrid/wasm-core/prover/context';
import { loadKey } from '@veilgrid/wasm-core/prover/key';
import { toProof } from '@veilgrid/wasm-core/prover/result';
import { createVerifier } from '@veilgrid/wasm-core/verifier/verifier';
import { inForms } from '../support/forms.js';
import { littleEndian, R } from '../support/points.js';
import { type SmallKey, smallKey } from './support/smallKey.js';

const BLINDING = littleEndian([1n, R - 3n, 2n ** 200n]);
const STARTS = [0n, 1n, R - 1n, 7n ** 100n % R];

const contextsOf = (key: SmallKey) =>
  Promise.all(
    Array.from({ length: 2 ** key.proving.domainLog }, async () => {
      const context = await ProverContext.create();
      loadKey(context, key.proving);
      return context;
    }),
  );

function prove(contexts: readonly ProverContext[], witness: Uint8Array): Uint8Array {
  const transforms = contexts.map((context, share) =>
    context.transforms([witness, BLINDING], share, contexts.length),
  );
  for (const context of contexts) context.sumWitness();
  const proof = contexts[0]!.combine(contexts.map((context) => context.sums(transforms)));
  for (const context of contexts) context.end();
  return proof;
}

describe.each([
  [1, 0, 0],
  [2, 1, 0],
  [4, 2, 1],
  [8, 5, 2],
])('a key of %i rows', (rows, products, nPublic) => {
  const key = smallKey(products, nPublic);
  let forms: { readonly twin: ProverContext[]; readonly scalar: ProverContext[] };
  beforeAll(async () => {
    forms = await inForms(() => contextsOf(key));
  });

  test.each(STARTS)('proves from the wire %s', async (start) => {
    const wires = key.witness(start);
    const first = prove(forms.scalar.slice(0, 1), littleEndian(wires));
    for (const contexts of [forms.twin, forms.scalar])
      for (let shares = 1; shares <= rows; shares *= 2)
        expect(prove(contexts.slice(0, shares), littleEndian(wires))).toEqual(first);
    const verifier = await createVerifier({ small: key.verification });
    const item = { key: 'small', proof: toProof(first), publicSignals: wires.slice(1, nPublic + 1) };
    expect(verifier.verify(item)).toEqual({ ok: true });
  });

  test('takes no transforms of the other form', () => {
    const contexts = [forms.twin[0]!, forms.scalar[0]!];
    const witness = littleEndian(key.witness(2n));
    const [twin, scalar] = contexts.map((context) => context.transforms([witness, BLINDING], 0, 1));
    for (const context of contexts) context.sumWitness();
    expect(() => forms.twin[0]!.sums([scalar!])).toThrow('not transforms');
    expect(() => forms.scalar[0]!.sums([twin!])).toThrow('not transforms');
    for (const context of contexts) context.end();
  });
});
