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
import { type Group, type Multiples, pointBytes, startMultiples } from './multiples.js';
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
async function headerPoints(multiples: Multiples, { alpha, beta, gamma, delta }: Trapdoor) {
  const [g1, g2] = await Promise.all([
    multiples.of(1, [alpha, beta, delta]),
    multiples.of(2, [beta, gamma, delta]),
  ]);
  const [alpha1, beta1, delta1] = pointsOf(1, g1) as [Buffer, Buffer, Buffer];
  const [beta2, gamma2, delta2] = pointsOf(2, g2) as [Buffer, Buffer, Buffer];
  return { alpha1, beta1, beta2, gamma2, delta1, delta2 };
}

function pointsOf(group: Group, points: Buffer): Buffer[] {
  const size = pointBytes(group);
  return Array.from({ length: points.length / size }, (_, i) => points.subarray(i * size, (i + 1) * size));
}

/** What snarkjs writes with `zkey export verificationkey`. */
function verificationKey(
  curve: Curve,
  header: Awaited<ReturnType<typeof headerPoints>>,
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

/** Writes the file section by section: id, length, bytes. */
function writeSections(file: string, sections: ReadonlyArray<readonly [number, Buffer]>): void {
  const handle = openSync(file, 'w');
  writeSync(handle, Buffer.concat([Buffer.from('zkey'), integer(1), integer(sections.length)]));
  for (const [id, bytes] of sections) {
    const head = Buffer.alloc(12);
    head.writeUInt32LE(id, 0);
    head.writeBigUInt64LE(BigInt(bytes.length), 4);
    writeSync(handle, head);
    writeSync(handle, bytes);
  }
  closeSync(handle);
}

/** The scalars of the point sections but the last. */
function wireScalars(r1cs: R1cs, secret: Trapdoor) {
  const { a, b, c } = evaluateQap(r1cs, secret.tau);
  const combined = a.map((x, i) => (secret.beta * x + secret.alpha * b[i]! + c[i]!) % R);
  const overGamma = inverse(secret.gamma);
  const overDelta = inverse(secret.delta);
  return {
    ic: combined.slice(0, r1cs.nPublic + 1).map((x) => (x * overGamma) % R),
    a,
    b,
    c: combined.slice(r1cs.nPublic + 1).map((x) => (x * overDelta) % R),
  };
}

function quotientScalars(r1cs: R1cs, secret: Trapdoor): bigint[] {
  const overDelta = inverse(secret.delta);
  return oddLagrangeAt(secret.tau, r1cs.domainLog).map((x) => (x * overDelta) % R);
}

async function buildKeys(
  r1csFile: string,
  folder: string,
  onPercent: (percent: number) => void,
): Promise<void> {
  const bytes = readFileSync(r1csFile);
  const r1cs = readR1cs(bytes);
  const secret = developmentTrapdoor(createHash('sha256').update(bytes).digest('hex'));
  const curve = await buildBn128(true);
  const multiples = await startMultiples(curve);
  const { ic, a, b, c } = wireScalars(r1cs, secret);

  // A multiple in G2 costs about three in G1.
  const work = ic.length + a.length + 4 * b.length + c.length + 2 ** r1cs.domainLog;
  let done = 0;
  const points = (group: Group, list: readonly bigint[], cost = 1) =>
    multiples.of(group, list, (count) => {
      done += cost * count;
      onPercent(Math.floor((100 * done) / work));
    });

  // The threads have their work before this one goes on with its own.
  const wirePoints = Promise.all([points(1, ic), points(1, a), points(1, b), points(2, b, 3), points(1, c)]);
  const headers = headerPoints(multiples, secret);
  const coefficients = coefficientSection(r1cs);
  const section9 = await points(1, quotientScalars(r1cs, secret));
  const [section3, section5, section6, section7, section8] = await wirePoints;
  const header = await headers;
  multiples.close();
  const groth16Header = Buffer.concat([
    ...[integer(32), element(Q), integer(32), element(R)],
    ...[integer(r1cs.nVars), integer(r1cs.nPublic), integer(1 << r1cs.domainLog)],
    ...[header.alpha1, header.beta1, header.beta2, header.gamma2, header.delta1, header.delta2],
  ]);
  // snarkjs keeps here the circuit's hash and the ceremony's contributions: there is no ceremony behind these keys.
  const contributions = Buffer.concat([createHash('sha512').update(bytes).digest(), integer(0)]);
  writeSections(join(folder, 'circuit.zkey'), [
    [1, integer(GROTH16)],
    [2, groth16Header],
    [3, section3],
    [4, coefficients],
    [5, section5],
    [6, section6],
    [7, section7],
    [8, section8],
    [9, section9],
    [10, contributions],
  ]);
  writeFileSync(join(folder, 'verification_key.json'), verificationKey(curve, header, pointsOf(1, section3)));
}

await buildKeys(process.argv[2]!, process.argv[3]!, (percent) => console.log(percent));
