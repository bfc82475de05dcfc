/**
 * Builds the Groth16 development keys of one r1cs file: `node devkey.js <r1cs> <folder>` writes circuit.zkey
 * (as snarkjs reads it) and verification_key.json (as snarkjs exports it), and prints its progress in percent.
 * It knows the trapdoor and so works with scalars up to one fixed-base multiplication a point; a ceremony does
 * the same on points that nobody knows the scalars of.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { buildBn128, type Curve } from 'ffjavascript';
import { inverse, R, toLittleEndian } from './field.js';
import { FixedBase } from './fixed-base.js';
import { coefficientSection, evaluateQap, oddLagrangeAt } from './qap.js';
import { type R1cs, readR1cs } from './r1cs.js';
import { developmentTrapdoor, type Trapdoor } from './trapdoor.js';

const Q = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
const GROTH16 = 1;

function integer(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeUInt32LE(value);
  return out;
}

function element(value: bigint): Buffer {
  const out = Buffer.alloc(32);
  toLittleEndian(value, out, 0);
  return out;
}

/** The points of the header, by the names snarkjs gives them. */
function headerPoints(g1: FixedBase, g2: FixedBase, secret: Trapdoor) {
  return {
    alpha1: g1.multiple(secret.alpha),
    beta1: g1.multiple(secret.beta),
    beta2: g2.multiple(secret.beta),
    gamma2: g2.multiple(secret.gamma),
    delta1: g1.multiple(secret.delta),
    delta2: g2.multiple(secret.delta),
  };
}

/** What snarkjs writes with `zkey export verificationkey`. */
function verificationKey(
  curve: Curve,
  header: ReturnType<typeof headerPoints>,
  ic: readonly Buffer[],
): string {
  const key = {
    protocol: 'groth16',
    curve: 'bn128',
    nPublic: ic.length - 1,
    vk_alpha_1: curve.G1.toObject(header.alpha1),
    vk_beta_2: curve.G2.toObject(header.beta2),
    vk_gamma_2: curve.G2.toObject(header.gamma2),
    vk_delta_2: curve.G2.toObject(header.delta2),
    vk_alphabeta_12: curve.Gt.toObject(curve.pairing(header.alpha1, header.beta2)),
    IC: ic.map((point) => curve.G1.toObject(point)),
  };
  return `${JSON.stringify(key, (_, value) => (typeof value === 'bigint' ? value.toString() : value), 1)}\n`;
}

/** Writes the file section by section: id, length, then chunks as they are computed. */
function writeSections(
  file: string,
  sections: ReadonlyArray<readonly [number, number, Iterable<Buffer>]>,
): void {
  const handle = openSync(file, 'w');
  writeSync(handle, Buffer.concat([Buffer.from('zkey'), integer(1), integer(sections.length)]));
  for (const [id, size, chunks] of sections) {
    const head = Buffer.alloc(12);
    head.writeUInt32LE(id, 0);
    head.writeBigUInt64LE(BigInt(size), 4);
    writeSync(handle, head);
    for (const chunk of chunks) writeSync(handle, chunk);
  }
  closeSync(handle);
}

/** The scalars of every point section. */
function keyScalars(r1cs: R1cs, secret: Trapdoor) {
  const { a, b, c } = evaluateQap(r1cs, secret.tau);
  const combined = a.map((x, i) => (secret.beta * x + secret.alpha * b[i]! + c[i]!) % R);
  const overGamma = inverse(secret.gamma);
  const overDelta = inverse(secret.delta);
  return {
    ic: combined.slice(0, r1cs.nPublic + 1).map((x) => (x * overGamma) % R),
    a,
    b,
    c: combined.slice(r1cs.nPublic + 1).map((x) => (x * overDelta) % R),
    h: oddLagrangeAt(secret.tau, r1cs.domainLog).map((x) => (x * overDelta) % R),
  };
}

async function buildKeys(
  r1csFile: string,
  folder: string,
  onPercent: (percent: number) => void,
): Promise<void> {
  const bytes = readFileSync(r1csFile);
  const r1cs = readR1cs(bytes);
  const secret = developmentTrapdoor(createHash('sha256').update(bytes).digest('hex'));
  const scalars = keyScalars(r1cs, secret);
  const curve = await buildBn128(true);
  const g1 = new FixedBase(curve, 'G1');
  const g2 = new FixedBase(curve, 'G2');

  // A multiplication in G2 costs about three in G1.
  const work =
    scalars.ic.length + scalars.a.length + 4 * scalars.b.length + scalars.c.length + scalars.h.length;
  let done = 0;
  function* counted(base: FixedBase, list: readonly bigint[], cost: number): Generator<Buffer> {
    for (const chunk of base.multiples(list)) {
      yield chunk;
      done += (cost * chunk.length) / base.pointBytes;
      onPercent(Math.floor((100 * done) / work));
    }
  }
  const points = (id: number, base: FixedBase, list: readonly bigint[], cost = 1) =>
    [id, list.length * base.pointBytes, counted(base, list, cost)] as const;

  const header = headerPoints(g1, g2, secret);
  const ic = [...g1.multiples(scalars.ic)].flatMap((chunk) =>
    Array.from({ length: chunk.length / g1.pointBytes }, (_, i) =>
      chunk.subarray(i * g1.pointBytes, (i + 1) * g1.pointBytes),
    ),
  );
  const groth16Header = Buffer.concat([
    ...[integer(32), element(Q), integer(32), element(R)],
    ...[integer(r1cs.nVars), integer(r1cs.nPublic), integer(1 << r1cs.domainLog)],
    ...[header.alpha1, header.beta1, header.beta2, header.gamma2, header.delta1, header.delta2],
  ]);
  const coefficients = coefficientSection(r1cs);
  // snarkjs keeps here the circuit's hash and the ceremony's contributions: there is no ceremony behind these keys.
  const contributions = Buffer.concat([createHash('sha512').update(bytes).digest(), integer(0)]);
  writeSections(join(folder, 'circuit.zkey'), [
    [1, 4, [integer(GROTH16)]],
    [2, groth16Header.length, [groth16Header]],
    [3, ic.length * g1.pointBytes, ic],
    [4, coefficients.length, [coefficients]],
    points(5, g1, scalars.a),
    points(6, g1, scalars.b),
    points(7, g2, scalars.b, 3),
    points(8, g1, scalars.c),
    points(9, g1, scalars.h),
    [10, contributions.length, [contributions]],
  ]);
  writeFileSync(join(folder, 'verification_key.json'), verificationKey(curve, header, ic));
}

await buildKeys(process.argv[2]!, process.argv[3]!, (percent) => console.log(percent));
