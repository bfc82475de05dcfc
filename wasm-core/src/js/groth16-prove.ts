import { randomBytes } from 'node:crypto';
import { bytesToBigInt, R } from '@veilgrid/protocol/field';
import type { Groth16Proof } from '@veilgrid/protocol/proof';
import { fromBytes, toBytes } from '../context.js';
import { type PointSection, ProverContext } from '../prover-context.js';
import { singleThreadCurve } from './groth16-curve.js';
import { proveWithSnarkjs } from './groth16-prove-snarkjs.js';
import { type ProvingKey, readProvingKey } from './groth16-zkey.js';

const FIELD_BYTES = 32;

/** A proving key made ready, to prove many witnesses. */
export interface WitnessProver {
  readonly nPublic: number;
  /**
   * A Groth16 proof (https://eprint.iacr.org/2016/260) of a witness: little-endian scalars, the constant 1
   * first. Throws RangeError for a witness of another circuit.
   */
  prove(witness: Uint8Array): Promise<Groth16Proof>;
}

/** Proves in WebAssembly on the calling thread, or with snarkjs's curve where VEILGRID_PROVER is `snarkjs`. */
export async function createWitnessProver(zkey: Uint8Array): Promise<WitnessProver> {
  const key = readProvingKey(zkey);
  const { nVars, nPublic } = key;
  const run = process.env.VEILGRID_PROVER === 'snarkjs' ? await withSnarkjs(key) : await withCore(key);
  const prove = async (witness: Uint8Array) => {
    if (witness.length !== nVars * FIELD_BYTES) throw new RangeError('the witness is of another circuit');
    return run(witness);
  };
  return { nPublic, prove };
}

async function withSnarkjs(key: ProvingKey) {
  const curve = await singleThreadCurve();
  return (witness: Uint8Array) => proveWithSnarkjs(curve, key, witness);
}

/** The file's bytes are not kept: the module holds the key in its own form. */
async function withCore(key: ProvingKey) {
  const context = await ProverContext.create();
  loadKey(context, key);
  return (witness: Uint8Array) => proveInCore(context, witness);
}

function loadKey(context: ProverContext, key: ProvingKey): void {
  context.beginKey(key.nVars, Math.log2(key.domainSize));
  context.addTerms(key.terms);
  // Behind the witness stand the scalars 1, r and s.
  const blinded = (
    section: PointSection,
    points: Uint8Array,
    fixed: Uint8Array,
    delta: Uint8Array,
    by: number,
  ) => {
    context.addPoints(section, points, 0);
    context.addPoints(section, fixed, key.nVars);
    context.addPoints(section, delta, key.nVars + by);
  };
  blinded('a', key.a, key.alpha1, key.delta1, 1);
  blinded('b1', key.b1, key.beta1, key.delta1, 2);
  blinded('b2', key.b2, key.beta2, key.delta2, 2);
  context.addPoints('c', key.c, key.nPublic + 1);
  context.addPoints('h', key.h, 0);
}

/** A blinding scalar, uniform up to 2^-128. */
const randomScalar = (): bigint => bytesToBigInt(randomBytes(48)) % R;

function proveInCore(context: ProverContext, witness: Uint8Array): Groth16Proof {
  const [r, s] = [randomScalar(), randomScalar()];
  const blinding = toBytes([1n, r, s, (R - ((r * s) % R)) % R]);
  const [ax, ay, bx0, bx1, by0, by1, cx, cy] = fromBytes(context.prove([witness, blinding])) as Eight;
  blinding.fill(0);
  return {
    a: [ax, ay],
    b: [
      [bx0, bx1],
      [by0, by1],
    ],
    c: [cx, cy],
  };
}

type Eight = [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
