/** The soundness tool itself: it finds what was planted, in each class it is meant for. */
import { compileSource } from '@veilgrid/circuits/scripts/compile';
import { packageRoot } from '@veilgrid/circuits/scripts/paths';
import { slotsOf } from '../circuits/support/binding.js';
import { COMPILE_TIMEOUT } from '../circuits/support/r1cs.js';
import type { Inputs } from '../circuits/support/witness.js';
import { undeterminedWires } from './determined.js';
import { mutateInputs } from './inputs.js';
import { WHOLE } from './mutation.js';
import { randomNumbers } from './randomNumbers.js';
import { openSystem, valuesAt } from './system.js';
import { mutateWires } from './wires.js';

async function findings(body: string, inputs: Inputs, publicInputs: readonly string[] = []) {
  const given = publicInputs.length === 0 ? '' : ` {public [${publicInputs.join(', ')}]}`;
  const main = `pragma circom 2.2.0;
include "circomlib/circuits/comparators.circom";
template Main() {
${Object.keys(inputs)
  .map((name) => `  signal input ${name};\n`)
  .join('')}${body}
}
component main${given} = Main();
`;
  const compiled = await compileSource({ main, includeDirs: [packageRoot] });
  const system = await openSystem(compiled, Object.keys(inputs));
  const witness = system.witness(inputs);
  const values = valuesAt(system, witness);
  const random = randomNumbers(7n);
  const wires = witness.map((_, wire) => wire).slice(system.nPublic + 1);
  return {
    undetermined: undeterminedWires(system, values).map(system.name),
    wires: mutateWires(system, witness, values, WHOLE.effort, random, wires).survivors,
    inputs: mutateInputs(
      system,
      inputs,
      slotsOf(inputs).filter(({ name }) => !publicInputs.includes(name)),
      (x) => [x + 1n, random()],
    ).survivors,
  };
}

const NOTHING = { undetermined: [], wires: [], inputs: [] };

describe('the soundness tool', () => {
  test(
    'finds nothing in a circuit that binds everything',
    async () => {
      const body = 'signal output out; signal s <== LessThan(8)([a, 100]); out <== s * a;';
      expect(await findings(body, { a: 7n })).toEqual(NOTHING);
    },
    COMPILE_TIMEOUT,
  );

  test(
    'an unconstrained output',
    async () => {
      const body = 'signal output out; signal output b; out <-- a \\ 2; b <== out * out; signal c <== a * a;';
      expect((await findings(body, { a: 7n })).undetermined).toEqual(['out', 'b']);
    },
    COMPILE_TIMEOUT,
  );

  test(
    'a hint that is compared with nothing',
    async () => {
      const body =
        'signal output out; signal h <-- a > 3 ? 1 : 0; signal u <== h * a; signal v <== (a - h) * u; out <== a * a;';
      const found = await findings(body, { a: 7n });
      expect(found.undetermined).toEqual(expect.arrayContaining(['h']));
      expect(found.wires).toEqual(expect.arrayContaining(['h']));
    },
    COMPILE_TIMEOUT,
  );

  test(
    'a decomposition whose digits are not bits: two digits move together',
    async () => {
      const body = `signal output out; signal low <-- a & 255; signal high <-- a >> 8;
        signal x <== low * low; signal y <== high * high; a === low + 256 * high; out <== a * a;`;
      const found = await findings(body, { a: 770n });
      expect(found.undetermined).toHaveLength(3);
      expect(found.wires.length).toBeGreaterThan(0);
    },
    COMPILE_TIMEOUT,
  );

  test(
    'a zero test that lacks its second equation',
    async () => {
      const body = `signal output out; signal inv <-- a != 0 ? 1 / a : 0; out <== 1 - a * inv;`;
      expect((await findings(body, { a: 7n })).undetermined).toEqual(expect.arrayContaining(['out']));
    },
    COMPILE_TIMEOUT,
  );

  test(
    'a private input that nothing binds, though its wire stands in a constraint',
    async () => {
      const body =
        'signal output out; signal unused <== b * b; signal zero <== unused * (a - a); out <== a * a;';
      expect((await findings(body, { a: 7n, b: 9n })).inputs).toEqual(['b']);
    },
    COMPILE_TIMEOUT,
  );
});
