import { readFileSync } from 'node:fs';
import { provingArtifacts, verificationKey } from '@veilgrid/circuits';
import { buildSource } from '@veilgrid/circuits/scripts/build';
import { encodeProof, type Groth16Proof } from '@veilgrid/protocol/core/crypto/proof';
import type { Circuit as CircuitName } from '@veilgrid/protocol/kinds';
import { CIRCUITS } from '@veilgrid/protocol/kinds';
import { createHasher } from '@veilgrid/wasm-core';
import { createProver, type Prover } from '@veilgrid/wasm-core/prover/prover';
import { ShareProver } from '@veilgrid/wasm-core/prover/share';
import { readWitness } from '@veilgrid/wasm-core/prover/wtns';
import { createVerifier } from '@veilgrid/wasm-core/verifier/verifier';
import * as snarkjs from 'snarkjs';
import { buildReference } from '../circuits/support/reference.js';
import { tinyCircuit } from '../circuits/support/tinyCircuit.js';
import type { Inputs } from '../circuits/support/witness.js';
import { builders, casesOf } from '../soundness/cases.js';
import { littleEndian, R } from './support/points.js';

// Neither the ES libraries nor @types/node 20 declare it.
const { WebAssembly: wasm } = globalThis as unknown as {
  WebAssembly: {
    Instance: new (
      module: unknown,
      imports?: object,
    ) => { readonly exports: { readonly memory: { readonly buffer: ArrayBuffer } } };
    compile(bytes: Uint8Array): Promise<never>;
  };
};

const text = (x: bigint) => x.toString();
const forSnarkjs = ({ a, b, c }: Groth16Proof): snarkjs.SnarkjsProof => ({
  pi_a: [...a.map(text), '1'],
  pi_b: [...b.map((pair) => pair.map(text)), ['1', '0']],
  pi_c: [...c.map(text), '1'],
  protocol: 'groth16',
  curve: 'bn128',
});
const fromSnarkjs = ({ pi_a: a, pi_b: b, pi_c: c }: snarkjs.SnarkjsProof): Groth16Proof => {
  const pair = (xs: string[]) => [BigInt(xs[0]!), BigInt(xs[1]!)] as const;
  return { a: pair(a), b: [pair(b[0]!), pair(b[1]!)], c: pair(c) };
};

async function wtnsOf(input: object, wasm: string): Promise<Uint8Array> {
  const out: { type: 'mem'; data?: Uint8Array } = { type: 'mem' };
  await snarkjs.wtns.calculate(input, wasm, out);
  return out.data!;
}

// Before our verifier puts its own curve where snarkjs looks for one: this one has threads to end.
let curve: snarkjs.Curve;
beforeAll(async () => {
  curve = await snarkjs.curves.getCurveFromName('bn128');
});
afterAll(() => curve.terminate());

describe('every circuit, small profile', () => {
  let prover: Prover;
  let inputsOf: (circuit: CircuitName) => Inputs;
  beforeAll(async () => {
    prover = createProver({ workers: 2 });
    const build = builders(await createHasher(), await buildReference());
    inputsOf = (circuit) => casesOf(build, circuit)[0]!.inputs;
  });
  afterAll(() => prover.close());

  test.each(CIRCUITS)('%s: snarkjs accepts our proof, and we accept its', async (circuit) => {
    const files = await provingArtifacts('small', circuit);
    const key = verificationKey('small', circuit);
    const input = inputsOf(circuit);
    const ours = await prover.prove(files, input);
    const signals = ours.publicSignals.map(text);
    expect(await snarkjs.groth16.verify(key, signals, forSnarkjs(ours.proof))).toBe(true);
    const wtns = await wtnsOf(input, files.wasm);
    const theirs = await snarkjs.groth16.prove(files.zkey, { type: 'mem', data: wtns });
    expect(theirs.publicSignals).toEqual(signals);
    const verifier = await createVerifier({ key });
    for (const proof of [fromSnarkjs(theirs.proof), (await prover.proveWitness(files.zkey, wtns)).proof])
      expect(verifier.verify({ key: 'key', proof, publicSignals: ours.publicSignals })).toEqual({ ok: true });
  });
});

describe('shares', () => {
  let tiny: ReturnType<typeof tinyCircuit>;
  let zkey: Uint8Array;
  let files: { wasm: string; zkey: string };
  let wtns: Uint8Array;
  beforeAll(async () => {
    tiny = tinyCircuit();
    const built = await buildSource(tiny.source);
    files = { wasm: built.compiled.wasm, zkey: built.zkey };
    zkey = readFileSync(built.zkey);
    wtns = await wtnsOf({ a: 3n, b: 5n }, files.wasm);
  });
  afterAll(() => tiny.remove());

  const witness = () => readWitness(wtns.slice());
  const blinding = () => littleEndian([1n, R - 3n, 2n ** 200n]);

  async function proveIn(shares: number): Promise<string> {
    const provers = Array.from({ length: shares }, () => new ShareProver());
    for (const prover of provers) await prover.load(0, zkey);
    const transforms = provers.map((prover, i) => prover.transforms(0, witness(), blinding(), i, shares));
    for (const prover of provers) prover.sumWitness();
    const sums = provers.map((prover) => prover.sums(transforms.map((part) => part.slice())));
    const points = provers[0]!.combine(sums);
    for (const prover of provers) prover.end();
    return Buffer.from(points).toString('hex');
  }

  test('of any number give the same proof, as the blinding is the same', async () => {
    const alone = await proveIn(1);
    for (const shares of [2, 4, 8]) expect(await proveIn(shares)).toBe(alone);
  });

  test('that are no power of two, out of order or of other sizes are refused', async () => {
    const prover = new ShareProver();
    await prover.load(0, zkey);
    for (const [share, shares] of [
      [0, 3],
      [2, 2],
      [-1, 2],
      [0, 0],
      [0, 64],
    ] as const)
      expect(() => prover.transforms(0, witness(), blinding(), share, shares)).toThrow(RangeError);
    expect(() => prover.transforms(1, witness(), blinding(), 0, 1)).toThrow('no such key');
    expect(() => prover.transforms(0, witness().slice(32), blinding(), 0, 1)).toThrow(RangeError);
    const transforms = prover.transforms(0, witness(), blinding(), 0, 1);
    expect(() => prover.sums([transforms])).toThrow(RangeError);
    prover.sumWitness();
    expect(() => prover.sums([])).toThrow(RangeError);
    expect(() => prover.combine([new Uint8Array(360)])).toThrow(RangeError);
    prover.end();
    expect(() => prover.sumWitness()).toThrow('no proof is begun');
  });

  test('leave no secret in memory: witness, blinding and what is made of them', async () => {
    const { Instance } = wasm;
    const memories: { readonly buffer: ArrayBuffer }[] = [];
    wasm.Instance = class extends Instance {
      constructor(module: unknown, imports?: object) {
        super(module, imports);
        memories.push(this.exports.memory);
      }
    };
    try {
      const [secret, r, s] = ['5a3c', '71e9', '2d84'].map((part) => BigInt(`0x${part.repeat(15)}`)) as Three;
      const prover = new ShareProver();
      await prover.load(0, zkey);
      const calculator = await wasm.compile(readFileSync(files.wasm));
      const own = prover.witness(calculator, { a: secret, b: 5n });
      const secrets = littleEndian([secret, r, s]);
      const forms = [0, 32, 64].flatMap((at) => [
        secrets.slice(at, at + 32),
        limbs(secrets.slice(at, at + 32)),
      ]);
      const found = () =>
        memories.some(({ buffer }) => forms.some((form) => Buffer.from(buffer).includes(Buffer.from(form))));
      expect(Buffer.from(own).includes(Buffer.from(forms[0]!))).toBe(true);
      const scalars = littleEndian([1n, r, s]);
      const transforms = prover.transforms(0, own, scalars, 0, 1);
      expect(found()).toBe(true);
      prover.sumWitness();
      const sums = prover.sums([transforms]);
      prover.combine([sums]);
      prover.end();
      expect(memories.length).toBe(2);
      expect(found()).toBe(false);
      for (const bytes of [own, scalars, transforms]) expect(bytes.every((x) => x === 0)).toBe(true);
    } finally {
      wasm.Instance = Instance;
    }
  });

  test('many proofs at once, one alone, a full queue and a closed pool', async () => {
    const prover = createProver({ workers: 2, maxQueue: 5 });
    const verifier = await createVerifier({ tiny: JSON.parse(readFileSync(verificationFile(), 'utf8')) });
    const inputs = [2n, 3n, 4n, 5n, 6n];
    const check = async (a: bigint) => {
      const { proof, publicSignals } = await prover.prove(files, { a, b: 5n });
      expect(publicSignals).toEqual([5n * a, a]);
      expect(verifier.verify({ key: 'tiny', proof, publicSignals })).toEqual({ ok: true });
      return Buffer.from(encodeProof(proof)).toString('hex');
    };
    const proofs = inputs.map(check);
    await expect(prover.prove(files, { a: 1n, b: 1n })).rejects.toMatchObject({ code: 'QUEUE_FULL' });
    expect(new Set([...(await Promise.all(proofs)), await check(2n)]).size).toBe(6);
    await expect(prover.proveWitness(files.zkey, await smallWtns())).rejects.toMatchObject({ code: 'WTNS' });
    await expect(prover.prove({ ...files, wasm: zkey }, { a: 1n, b: 1n })).rejects.toMatchObject({
      code: 'CIRCUIT',
    });
    const none = createProver({ workers: 0 }).prove(files, { a: 1n, b: 1n });
    await expect(none).rejects.toMatchObject({ code: 'VALUE_OUT_OF_RANGE' });
    const open = expect(prover.prove(files, { a: 1n, b: 1n })).rejects.toMatchObject({ code: 'CLOSED' });
    await prover.close();
    await open;
    await expect(prover.prove(files, { a: 1n, b: 1n })).rejects.toMatchObject({ code: 'CLOSED' });
  });

  test('the fallback proves the same statements', async () => {
    process.env.VEILGRID_PROVER = 'snarkjs';
    const prover = createProver({ workers: 1 });
    try {
      const { proof, publicSignals } = await prover.prove(files, { a: 3n, b: 5n });
      const verifier = await createVerifier({ tiny: JSON.parse(readFileSync(verificationFile(), 'utf8')) });
      expect(verifier.verify({ key: 'tiny', proof, publicSignals })).toEqual({ ok: true });
      expect((await prover.proveWitness(files.zkey, wtns)).publicSignals).toEqual(publicSignals);
      await expect(prover.prove(files, { a: 3n, b: 777n })).rejects.toMatchObject({ code: 'WITNESS' });
    } finally {
      delete process.env.VEILGRID_PROVER;
      await prover.close();
    }
  });

  const verificationFile = () => files.zkey.replace('circuit.zkey', 'verification_key.json');

  /** A witness of one wire. */
  async function smallWtns(): Promise<Uint8Array> {
    const cut = Buffer.from(wtns.slice(0, 76 + 32));
    cut.writeUInt32LE(1, 60);
    cut.writeBigUInt64LE(32n, 68);
    return cut;
  }
});

type Three = [bigint, bigint, bigint];

/** As the module keeps numbers: nine limbs of 29 bits, a word each. */
function limbs(bytes: Uint8Array): Uint8Array {
  const x = BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
  return new Uint8Array(
    Uint32Array.from({ length: 9 }, (_, i) => Number((x >> BigInt(29 * i)) & 0x1fff_ffffn)).buffer,
  );
}
