import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bn254 } from '@noble/curves/bn254.js';
import { provingArtifacts, verificationKey } from '@veilgrid/circuits';
import { cacheDir } from '@veilgrid/circuits/scripts/paths';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { decodeProof, encodeProof, type Groth16Proof } from '@veilgrid/protocol/core/crypto/proof';
import type { CircuitInputs } from '@veilgrid/protocol/prover';
import { createProver } from '@veilgrid/wasm-core/prover/prover';
import type { VerifyItem } from '@veilgrid/wasm-core/verifier/verifier';

/** Proofs made for real; each stands for several of the batch, re-randomised so that all points differ. */
const PROVEN = 8;
const WORKERS = 2;
const { Fr } = bn254.fields;
const [G1, G2] = [bn254.G1.Point, bn254.G2.Point];

interface Cached {
  readonly signals: readonly (readonly string[])[];
  /** Hex, by number; the statement is that number modulo PROVEN. */
  readonly proofs: readonly string[];
}

/** Statements of one circuit, and how to make some of them. */
export interface Copied {
  readonly circuit: 'settle' | 'deliver' | 'disclose';
  inputs(hasher: Hasher, count: number): CircuitInputs[];
}

/** `count` valid proofs of the full profile, made once and kept beside the circuits' artifacts. */
export async function copiedItems(hasher: Hasher, of: Copied, count: number): Promise<VerifyItem[]> {
  const { circuit } = of;
  const key = verificationKey('full', circuit);
  const hash = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 16);
  const folder = join(cacheDir(), 'bench');
  const file = join(folder, `${circuit}-${hash}-${count}.json`);
  if (!existsSync(file)) {
    process.stderr.write(`making ${PROVEN} proofs, once\n`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${file}.tmp`, JSON.stringify(await make(hasher, of, count, deltaOf(key.vk_delta_2))));
    renameSync(`${file}.tmp`, file);
  }
  const { signals, proofs }: Cached = JSON.parse(readFileSync(file, 'utf8'));
  const statements = signals.map((list) => list.map(BigInt));
  return proofs.map((hex, i) => ({
    key: circuit,
    proof: decodeProof(Buffer.from(hex, 'hex')),
    publicSignals: statements[i % PROVEN]!,
  }));
}

async function make(
  hasher: Hasher,
  { circuit, inputs }: Copied,
  count: number,
  delta: Delta,
): Promise<Cached> {
  const files = await provingArtifacts('full', circuit);
  const prover = createProver({ workers: WORKERS });
  const proven = await Promise.all(inputs(hasher, PROVEN).map((input) => prover.prove(files, input)));
  await prover.close();
  return {
    signals: proven.map(({ publicSignals }) => publicSignals.map(String)),
    proofs: Array.from({ length: count }, (_, i) =>
      Buffer.from(encodeProof(rerandomised(proven[i % PROVEN]!.proof, delta))).toString('hex'),
    ),
  };
}

type Delta = InstanceType<typeof G2>;

function deltaOf([x, y]: readonly string[][]): Delta {
  const [[x0, x1], [y0, y1]] = [x!.map(BigInt), y!.map(BigInt)] as [[bigint, bigint], [bigint, bigint]];
  return G2.fromAffine({ x: { c0: x0, c1: x1 }, y: { c0: y0, c1: y1 } });
}

const random = () => Fr.create(bn254.fields.Fr.fromBytes(bn254.utils.randomSecretKey()));

/** (A/s, s·B + s·t·delta, C + t·A): the same statement, and no point of it can be told from any other proof's. */
function rerandomised({ a, b, c }: Groth16Proof, delta: Delta): Groth16Proof {
  const [s, t] = [random(), random()];
  const A = G1.fromAffine({ x: a[0], y: a[1] });
  const B = G2.fromAffine({ x: { c0: b[0][0], c1: b[0][1] }, y: { c0: b[1][0], c1: b[1][1] } });
  const C = G1.fromAffine({ x: c[0], y: c[1] }).add(A.multiply(t));
  const p = A.multiply(Fr.inv(s)).toAffine();
  const q = B.add(delta.multiply(t)).multiply(s).toAffine();
  const r = C.toAffine();
  return {
    a: [p.x, p.y],
    b: [
      [q.x.c0, q.x.c1],
      [q.y.c0, q.y.c1],
    ],
    c: [r.x, r.y],
  };
}
