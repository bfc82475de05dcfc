/** What a proof leaves in the memory of its modules. */
import { readFileSync } from 'node:fs';
import { provingArtifacts } from '@veilgrid/circuits';
import { buildSource } from '@veilgrid/circuits/scripts/build';
import { runsTwins } from '@veilgrid/wasm-core/modules';
import { ShareProver } from '@veilgrid/wasm-core/prover/share';
import { readProvingKey } from '@veilgrid/wasm-core/prover/zkey';
import { tinyCircuit } from '../circuits/support/tinyCircuit.js';
import { describeForms } from './support/forms.js';
import { wasm, watchMemories } from './support/memories.js';
import { littleEndian } from './support/points.js';
import { shareOut } from './support/proveShares.js';
import { randomScalar, rawWitness } from './support/rawWitness.js';
import { residues } from './support/residues.js';

let tiny: { readonly wasm: Buffer; readonly zkey: Buffer };
let zkey: Buffer;
let wires: number;
beforeAll(async () => {
  await runsTwins(); // the probe is no instance to watch
  zkey = readFileSync((await provingArtifacts('small', 'issue')).zkey);
  wires = readProvingKey(zkey).nVars;
  // Until it is removed this has another cache.
  const circuit = tinyCircuit();
  const { compiled, zkey: file } = await buildSource(circuit.source);
  tiny = { wasm: readFileSync(compiled.wasm), zkey: readFileSync(file) };
  circuit.remove();
});

const blinding = (name: string) => littleEndian([1n, ...[`r ${name}`, `s ${name}`].map(randomScalar)]);

describeForms('the memory of a prover', () => {
  test('holds no secret after a proof: no limb of witness or blinding, in any form', () =>
    watchMemories(async (memories) => {
      const [secret, r, s] = ['a', 'r', 's'].map(randomScalar) as [bigint, bigint, bigint];
      const prover = new ShareProver();
      await prover.load(0, tiny.zkey);
      const calculator = await wasm.compile(tiny.wasm);
      const witness = prover.witness(calculator, { a: secret, b: 5n });
      const blinding = littleEndian([1n, r, s]);
      const found = () =>
        Object.entries(residues([secret, r, s]))
          .filter(([, words]) => memories.some((memory) => words.some((word) => memory().includes(word))))
          .map(([form]) => form);
      expect(Buffer.from(witness).includes(Buffer.from(littleEndian([secret])))).toBe(true);
      const transforms = prover.transforms(0, witness, blinding, 0, 1);
      expect(found()).toEqual(expect.arrayContaining(['plain', 'limbs of 29 bits']));
      prover.sumWitness();
      const sums = prover.sums([transforms]);
      prover.combine([sums]);
      prover.end();
      expect(memories).toHaveLength(2);
      expect(found()).toEqual([]);
      for (const bytes of [witness, blinding, transforms, sums])
        expect(bytes.every((x) => x === 0)).toBe(true);
    }));

  test.each([1, 2])('is the same byte for byte whatever was proven, by %i shares', (shares) =>
    watchMemories(async (memories) => {
      const provers = Array.from({ length: shares }, () => new ShareProver());
      for (const prover of provers) await prover.load(0, zkey);
      shareOut(provers, rawWitness('one value', wires), blinding('first'));
      const before = memories.map((memory) => Buffer.from(memory()));
      shareOut(provers, rawWitness('bits, small and random', wires), blinding('second'));
      expect(memories.map((memory, i) => isSame(memory(), before[i]!))).toEqual(before.map(() => true));
    }),
  );

  test.each([1, 2, 3, 4])('is the same whatever was begun, and ended after step %i', (steps) =>
    watchMemories(async (memories) => {
      const prover = new ShareProver();
      await prover.load(0, zkey);
      const run = (kind: string) => {
        const transforms = prover.transforms(0, rawWitness(kind, wires), blinding(kind), 0, 1);
        if (steps > 1) prover.sumWitness();
        const sums = steps > 2 ? prover.sums([transforms]) : undefined;
        if (steps > 3) prover.combine([sums!]);
        const during = Buffer.from(memories[0]!());
        prover.end();
        return { during, after: Buffer.from(memories[0]!()) };
      };
      const [first, second] = [run('one value'), run('random')];
      expect(isSame(first.during, second.during)).toBe(false);
      expect(isSame(first.after, second.after)).toBe(true);
    }),
  );
});

/** Memory that one of them has not taken yet counts as 0. */
function isSame(a: Buffer, b: Buffer): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.compare(long, 0, short.length) === 0 && long.subarray(short.length).every((x) => x === 0);
}
