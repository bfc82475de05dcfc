import { readFileSync } from 'node:fs';
import { bn254 } from '@noble/curves/bn254.js';
import { buildSource } from '@veilgrid/circuits/scripts/build';
import type { Groth16Proof } from '@veilgrid/protocol/core/crypto/proof';
import { createProver, type Prover } from '@veilgrid/wasm-core/prover/prover';
import { createVerifierPool } from '@veilgrid/wasm-core/verifier/pool';
import {
  createVerifier,
  type VerificationKeyJson,
  type Verifier,
  VerifyErrorCode,
} from '@veilgrid/wasm-core/verifier/verifier';
import { tinyCircuit } from '../circuits/support/tinyCircuit.js';
import { outsideSubgroup } from './support/groth16.js';

const Q = bn254.fields.Fp.ORDER;
const R = bn254.fields.Fr.ORDER;
const { G1, G2 } = { G1: bn254.G1.Point, G2: bn254.G2.Point };

let tiny: ReturnType<typeof tinyCircuit>;
let key: VerificationKeyJson;
let files: { wasm: string; zkey: string };
let prover: Prover;
let verifier: Verifier;
let proof: Groth16Proof;
const publicSignals = [15n, 3n];

beforeAll(async () => {
  tiny = tinyCircuit();
  const built = await buildSource(tiny.source);
  key = JSON.parse(readFileSync(built.verificationKey, 'utf8'));
  files = { wasm: built.compiled.wasm, zkey: built.zkey };
  prover = createProver({ workers: 1 });
  verifier = await createVerifier({ tiny: key });
  const result = await prover.prove(files, { a: 3n, b: 5n });
  expect(result.publicSignals).toEqual(publicSignals);
  proof = result.proof;
});

afterAll(async () => {
  await prover.close();
  tiny.remove();
});

const verify = (changed: Partial<Groth16Proof>, signals: readonly bigint[] = publicSignals, name = 'tiny') =>
  verifier.verify({ key: name, proof: { ...proof, ...changed }, publicSignals: signals });
const refused = (name: keyof typeof VerifyErrorCode) => ({ ok: false, code: VerifyErrorCode[name] });

describe('verifier', () => {
  test('accepts a proof, and the same statement re-randomised', () => {
    expect(verify({})).toEqual({ ok: true });
    const [[x0, x1], [y0, y1]] = proof.b;
    const negated: Partial<Groth16Proof> = {
      a: [proof.a[0], Q - proof.a[1]],
      b: [
        [x0, x1],
        [Q - y0, Q - y1],
      ],
    };
    expect(verify(negated)).toEqual({ ok: true });
    const scalar = 987_654_321n;
    const a = G1.fromAffine({ x: proof.a[0], y: proof.a[1] })
      .multiply(bn254.fields.Fr.inv(scalar))
      .toAffine();
    const point = G2.fromAffine({ x: { c0: x0, c1: x1 }, y: { c0: y0, c1: y1 } });
    const b = point.multiply(scalar).toAffine();
    expect(
      verify({
        a: [a.x, a.y],
        b: [
          [b.x.c0, b.x.c1],
          [b.y.c0, b.y.c1],
        ],
      }),
    ).toEqual({ ok: true });
  });

  test('refuses an unknown key and another number of signals', () => {
    expect(verify({}, publicSignals, 'other')).toEqual(refused('UNKNOWN_KEY'));
    expect(verify({}, [15n])).toEqual(refused('SIGNAL_COUNT'));
    expect(verify({}, [15n, 3n, 0n])).toEqual(refused('SIGNAL_COUNT'));
  });

  test('refuses signals that are not canonical, though they are the same modulo r', () => {
    expect(verify({}, [15n + R, 3n])).toEqual(refused('SIGNAL_NOT_CANONICAL'));
    expect(verify({}, [15n, 3n - R])).toEqual(refused('SIGNAL_NOT_CANONICAL'));
    expect(verify({}, [15n, '3' as unknown as bigint])).toEqual(refused('SIGNAL_NOT_CANONICAL'));
  });

  test('refuses coordinates that are not canonical', () => {
    const code = refused('COORDINATE_NOT_CANONICAL');
    expect(verify({ a: [proof.a[0] + Q, proof.a[1]] })).toEqual(code);
    expect(verify({ c: [proof.c[0], proof.c[1] - Q] })).toEqual(code);
    expect(verify({ b: [proof.b[0], [proof.b[1][0], Q]] })).toEqual(code);
    expect(verify({ a: [proof.a[0]] as unknown as [bigint, bigint] })).toEqual(code);
  });

  test('refuses infinity', () => {
    expect(verify({ a: [0n, 0n] })).toEqual(refused('A_INFINITY'));
    expect(
      verify({
        b: [
          [0n, 0n],
          [0n, 0n],
        ],
      }),
    ).toEqual(refused('B_INFINITY'));
    expect(verify({ c: [0n, 0n] })).toEqual(refused('C_INFINITY'));
  });

  test('refuses points off their curves and outside the subgroup', () => {
    expect(verify({ a: [proof.a[0], proof.a[1] + 1n] })).toEqual(refused('A_NOT_ON_CURVE'));
    expect(verify({ c: [proof.c[0] + 1n, proof.c[1]] })).toEqual(refused('C_NOT_ON_CURVE'));
    expect(verify({ b: [proof.b[1], proof.b[0]] })).toEqual(refused('B_NOT_ON_CURVE'));
    expect(verify({ b: outsideSubgroup() })).toEqual(refused('B_NOT_IN_SUBGROUP'));
  });

  test('refuses other statements and other points', () => {
    expect(verify({}, [16n, 3n])).toEqual(refused('EQUATION_FAILS'));
    expect(verify({}, [15n, R - 3n])).toEqual(refused('EQUATION_FAILS'));
    expect(verify({}, [15n, 1n << 200n])).toEqual(refused('EQUATION_FAILS'));
    expect(verify({ c: proof.a })).toEqual(refused('EQUATION_FAILS'));
    expect(verify({ a: [proof.a[0], Q - proof.a[1]] })).toEqual(refused('EQUATION_FAILS'));
  });

  test('refuses unusable keys', async () => {
    const bad: Partial<VerificationKeyJson>[] = [
      { vk_gamma_2: key.vk_delta_2 },
      { nPublic: 3 },
      { IC: key.IC.slice(1) },
      { protocol: 'plonk' },
      { vk_alpha_1: ['0', '0', '1'] },
      { vk_alpha_1: ['1', '2', '0'] },
      { vk_alpha_1: ['1', '3', '1'] },
      { vk_alpha_1: [(1n + Q).toString(), '2', '1'] },
      { vk_delta_2: [...outsideSubgroup().map((pair) => pair.map(String)), ['1', '0']] },
    ];
    for (const change of bad) {
      await expect(createVerifier({ tiny: { ...key, ...change } })).rejects.toMatchObject({
        code: 'VERIFICATION_KEY_INVALID',
      });
    }
  });

  test('a pool answers in order, bounds its queue, and closes', async () => {
    const pool = createVerifierPool({ keys: { tiny: key }, workers: 2, maxQueue: 3 });
    const good = { key: 'tiny', proof, publicSignals };
    const wrong = { ...good, publicSignals: [16n, 3n] };
    const results = await pool.verifyMany([good, wrong, good]);
    expect(results.map((result) => result.ok)).toEqual([true, false, true]);
    await expect(pool.verifyMany([good, good, good, good])).rejects.toMatchObject({ code: 'QUEUE_FULL' });
    const open = expect(pool.verifyMany([good])).rejects.toMatchObject({ code: 'CLOSED' });
    await pool.close();
    await open;
    await expect(pool.verifyMany([good])).rejects.toMatchObject({ code: 'CLOSED' });
  });
});

describe('prover', () => {
  test('a false statement names the line of the circuit and no value', async () => {
    const secret = 77_777n;
    const failure = prover.prove(files, { a: 3n, b: secret });
    await expect(failure).rejects.toMatchObject({
      code: 'WITNESS',
      message: expect.stringContaining('line'),
    });
    await expect(failure).rejects.not.toMatchObject({ message: expect.stringContaining('77777') });
  });

  test('missing, unknown and misshapen inputs are coded errors', async () => {
    for (const input of [{ a: 3n }, { a: 3n, b: 5n, d: 1n }, { a: 3n, b: [5n, 6n] }]) {
      await expect(prover.prove(files, input)).rejects.toMatchObject({ code: 'INPUT' });
    }
  });

  test('a key of another shape is a coded error', async () => {
    const zkey = readFileSync(files.zkey).subarray(0, 1_000);
    await expect(prover.prove({ wasm: files.wasm, zkey }, { a: 3n, b: 5n })).rejects.toMatchObject({
      code: 'KEY',
    });
  });
});
