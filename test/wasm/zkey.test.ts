import { readFileSync } from 'node:fs';
import { buildSource } from '@veilgrid/circuits/scripts/build';
import { ProverError } from '@veilgrid/wasm-core/prover/errors';
import { ShareProver } from '@veilgrid/wasm-core/prover/share';
import { readWitness } from '@veilgrid/wasm-core/prover/wtns';
import { readProvingKey } from '@veilgrid/wasm-core/prover/zkey';
import fc from 'fast-check';
import * as snarkjs from 'snarkjs';
import { tinyCircuit } from '../circuits/support/tinyCircuit.js';

let tiny: ReturnType<typeof tinyCircuit>;
let zkey: Buffer;
let wtns: Buffer;

beforeAll(async () => {
  tiny = tinyCircuit();
  const built = await buildSource(tiny.source);
  zkey = readFileSync(built.zkey);
  const out: { type: 'mem'; data?: Uint8Array } = { type: 'mem' };
  await snarkjs.wtns.calculate({ a: 3n, b: 5n }, built.compiled.wasm, out);
  wtns = Buffer.from(out.data!);
});

afterAll(() => tiny.remove());

/** Cut, and with words overwritten: lengths and counts are words, and extremes find what sizes from them. */
function mutated(whole: Buffer): fc.Arbitrary<Uint8Array> {
  const word = fc.oneof(
    fc.constantFrom(0, 1, 2, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff),
    fc.nat(0xffff_ffff),
  );
  const near = fc.oneof(fc.nat(whole.length - 4), fc.nat(Math.min(800, whole.length - 4)));
  const changes = fc.array(fc.tuple(near, word), { maxLength: 3 });
  const length = fc.oneof(fc.constant(whole.length), fc.nat(whole.length));
  return fc.tuple(changes, length).map(([list, cut]) => {
    const bytes = Buffer.from(whole);
    for (const [at, value] of list) bytes.writeUInt32LE(value, at);
    return new Uint8Array(bytes.subarray(0, cut));
  });
}

/** The code it is refused with, or undefined. */
async function refusal(action: () => unknown): Promise<string | undefined> {
  try {
    await action();
    return undefined;
  } catch (error) {
    if (error instanceof ProverError) return error.code;
    throw error;
  }
}

const growth = () => process.memoryUsage().arrayBuffers;

test('broken keys are refused by code, and nothing is allocated by what they say', async () => {
  let refused = 0;
  const before = growth();
  await fc.assert(
    fc.asyncProperty(mutated(zkey), async (bytes) => {
      const code = await refusal(() => new ShareProver().load(0, bytes));
      expect([undefined, 'KEY']).toContain(code);
      if (code !== undefined) refused++;
    }),
    { numRuns: 300 },
  );
  expect(refused).toBeGreaterThan(50);
  // Instances that were not collected yet have half a megabyte each; a size of the file's could claim gigabytes.
  expect(growth() - before).toBeLessThan(600 * 2 ** 20);
});

test('each shape that is not a key of this curve and format is refused', async () => {
  const change = (at: number, value: number) => {
    const bytes = Buffer.from(zkey);
    bytes.writeUInt32LE(value, at);
    return bytes;
  };
  const header = 12 + 12 + 4 + 12;
  const cases = {
    magic: change(0, 0),
    version: change(4, 2),
    'fewer sections': change(8, 3),
    'more sections': change(8, 11),
    'a section twice': change(28, 1),
    'a size beyond the file': change(16, 2 ** 31),
    protocol: change(24, 2),
    'field size': change(header, 48),
    'another q': change(header + 4, 1),
    'another r': change(header + 40, 1),
    'no wires': change(header + 72, 0),
    'many wires': change(header + 72, 2 ** 30),
    'more signals than wires': change(header + 76, 1000),
    'rows no power of two': change(header + 80, 3),
    'no rows': change(header + 80, 0),
  };
  for (const [name, bytes] of Object.entries(cases))
    expect([name, await refusal(() => readProvingKey(bytes))]).toEqual([name, 'KEY']);
  expect(await refusal(() => readProvingKey(zkey))).toBeUndefined();
});

test('broken witnesses are refused by code', async () => {
  const whole = readWitness(wtns);
  expect(whole.length).toBe(wtns.length - 76);
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(mutated(wtns), async (bytes) => {
      const code = await refusal(() => readWitness(bytes));
      expect([undefined, 'WTNS']).toContain(code);
      if (code !== undefined) refused++;
    }),
    { numRuns: 500 },
  );
  expect(refused).toBeGreaterThan(50);
});
