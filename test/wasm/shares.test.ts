import { readFileSync } from 'node:fs';
import { buildSource } from '@veilgrid/circuits/scripts/build';
import { encodeProof } from '@veilgrid/protocol/core/crypto/proof';
import { createProver } from '@veilgrid/wasm-core/prover/prover';
import { ShareProver } from '@veilgrid/wasm-core/prover/share';
import { readWitness } from '@veilgrid/wasm-core/prover/wtns';
import { createVerifier } from '@veilgrid/wasm-core/verifier/verifier';
import { tinyCircuit } from '../circuits/support/tinyCircuit.js';
import { littleEndian, R } from './support/points.js';
import { proveShares } from './support/proveShares.js';
import { useSnarkjsCurve } from './support/snarkjsCurve.js';
import { wtnsOf } from './support/wtnsOf.js';

useSnarkjsCurve();

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
    return Buffer.from(await proveShares(zkey, witness(), blinding(), shares)).toString('hex');
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
