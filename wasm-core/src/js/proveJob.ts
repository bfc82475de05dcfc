import { randomBytes } from 'node:crypto';
import type { Groth16Proof } from '@veilgrid/protocol/core/crypto/proof';
import type { Curve } from 'snarkjs';
import { ProverError } from '../prover/errors.js';
import { compileCalculator, type FileOrBytes, readShared } from '../prover/files.js';
import { type ProofResult, publicSignals } from '../prover/result.js';
import { type CircuitInput, calculateWitness } from '../prover/witness.js';
import { readWitness } from '../prover/wtns.js';
import { type ProvingKey, readProvingKey } from '../prover/zkey.js';
import { singleThreadCurve } from './singleThreadCurve.js';

export type SnarkjsJob = { readonly zkey: FileOrBytes } & (
  | { readonly wtns: FileOrBytes }
  | { readonly wasm: FileOrBytes; readonly input: CircuitInput }
);

const FIELD_BYTES = 32;
const TERM_BYTES = 44;

/** Values of A·w, B·w and C·w = (A·w)(B·w) in each row. */
function evaluateRows(curve: Curve, key: ProvingKey, witness: Uint8Array): Promise<Uint8Array[]> {
  const rows = 2 ** key.domainLog;
  const bytes = rows * FIELD_BYTES;
  const outputs = [2, 3, 4];
  return curve.tm.queueAction([
    { cmd: 'ALLOCSET', var: 0, buff: key.terms },
    { cmd: 'ALLOCSET', var: 1, buff: witness },
    ...outputs.map((index) => ({ cmd: 'ALLOC', var: index, len: bytes }) as const),
    {
      cmd: 'CALL',
      fnName: 'qap_buildABC',
      params: [
        { var: 0 },
        { val: key.terms.length / TERM_BYTES },
        { var: 1 },
        ...outputs.map((index) => ({ var: index })),
        { val: 0 },
        { val: rows },
        { val: 0 },
        { val: key.nVars },
      ],
    },
    ...outputs.map((index, out) => ({ cmd: 'GET', out, var: index, len: bytes }) as const),
  ]);
}

/** A·B − C on the odd coset, as plain scalars: what section 9's points are multiplied by. */
async function quotientScalars(curve: Curve, key: ProvingKey, witness: Uint8Array): Promise<Uint8Array> {
  const { Fr } = curve;
  const shift = Fr.w[key.domainLog + 1]!;
  const shifted: Uint8Array[] = [];
  for (const values of await evaluateRows(curve, key, witness)) {
    shifted.push(await Fr.fft(await Fr.batchApplyKey(await Fr.ifft(values), Fr.one, shift)));
  }
  const count = { val: 2 ** key.domainLog };
  const [scalars] = await curve.tm.queueAction([
    ...shifted.map((buff, index) => ({ cmd: 'ALLOCSET', var: index, buff }) as const),
    { cmd: 'CALL', fnName: 'qap_joinABC', params: [{ var: 0 }, { var: 1 }, { var: 2 }, count, { var: 0 }] },
    { cmd: 'CALL', fnName: 'frm_batchFromMontgomery', params: [{ var: 0 }, count, { var: 0 }] },
    { cmd: 'GET', out: 0, var: 0, len: count.val * FIELD_BYTES },
  ]);
  return scalars!;
}

/** A blinding scalar, uniform up to 2^-128. */
const randomScalar = (curve: Curve): bigint => BigInt(`0x${randomBytes(48).toString('hex')}`) % curve.r;

/**
 * The steps are those of `snarkjs.groth16.prove`, but the rows are evaluated in WASM, where snarkjs
 * spends a seventh of its time in JavaScript, and the key is taken apart once for many proofs.
 */
async function proveWithSnarkjs(curve: Curve, key: ProvingKey, witness: Uint8Array): Promise<Groth16Proof> {
  const { G1, G2 } = curve;
  const h = await G1.multiExpAffine(key.h, await quotientScalars(curve, key, witness));
  const [r, s] = [randomScalar(curve), randomScalar(curve)];
  const blinded = async (
    group: typeof G1,
    points: Uint8Array,
    fixed: Uint8Array,
    delta: Uint8Array,
    by: bigint,
  ) => group.add(group.add(await group.multiExpAffine(points, witness), fixed), group.timesScalar(delta, by));
  const a = await blinded(G1, key.a, key.alpha1, key.delta1, r);
  const b = await blinded(G2, key.b2, key.beta2, key.delta2, s);
  const b1 = await blinded(G1, key.b1, key.beta1, key.delta1, s);
  const own = await G1.multiExpAffine(key.c, witness.subarray((key.nPublic + 1) * FIELD_BYTES));
  const c = [
    h,
    G1.timesScalar(a, s),
    G1.timesScalar(b1, r),
    G1.neg(G1.timesScalar(key.delta1, (r * s) % curve.r)),
  ].reduce((sum, point) => G1.add(sum, point), own);
  const [ax, ay] = G1.toObject(G1.toAffine(a)) as [bigint, bigint];
  const [bx, by] = G2.toObject(G2.toAffine(b)) as [[bigint, bigint], [bigint, bigint]];
  const [cx, cy] = G1.toObject(G1.toAffine(c)) as [bigint, bigint];
  return { a: [ax, ay], b: [bx, by], c: [cx, cy] };
}

/** Files given by path stay in memory: a day proves the same few circuits many times. */
const keys = new Map<string, Promise<ProvingKey>>();
const calculators = new Map<string, ReturnType<typeof compileCalculator>>();

function load<T>(
  known: Map<string, Promise<T>>,
  file: FileOrBytes,
  read: (file: FileOrBytes) => Promise<T>,
): Promise<T> {
  if (typeof file !== 'string') return read(file);
  const found = known.get(file) ?? read(file);
  known.set(file, found);
  found.catch(() => known.delete(file));
  return found;
}

export async function proveJob(job: SnarkjsJob): Promise<ProofResult> {
  const curve = await singleThreadCurve();
  const key = await load(keys, job.zkey, (file) => readShared(file).then(readProvingKey));
  const witness =
    'wtns' in job
      ? readWitness(await readShared(job.wtns))
      : calculateWitness(await load(calculators, job.wasm, compileCalculator), job.input);
  if (witness.length !== FIELD_BYTES * key.nVars)
    throw new ProverError('WTNS', 'the witness is of another circuit');
  const proof = await proveWithSnarkjs(curve, key, witness);
  return { proof, publicSignals: publicSignals(witness, key.nPublic) };
}
