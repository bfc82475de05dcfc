import { batchInverse, power, R, rootOfUnity, toLittleEndian } from './field.js';
import { forEachTerm, type R1cs } from './r1cs.js';

const TERM_BYTES = 44;
const MONTGOMERY_SQUARED = (1n << 512n) % R;

/** Lagrange basis of the 2^log roots of unity at tau: `w^i (tau^n − 1) / (n (tau − w^i))`. */
export function lagrangeAt(tau: bigint, log: number): bigint[] {
  const size = 1 << log;
  const step = rootOfUnity(log);
  const roots: bigint[] = [];
  for (let i = 0, root = 1n; i < size; i++, root = (root * step) % R) roots.push(root);
  const inverses = batchInverse(roots.map((root) => ((tau - root + R) * BigInt(size)) % R));
  const vanishing = (power(tau, BigInt(size)) + R - 1n) % R;
  return roots.map((root, i) => (((root * vanishing) % R) * inverses[i]!) % R);
}

/**
 * A's, B's and C's polynomial of each signal at tau, as `snarkjs zkey new` builds them: rows after the
 * constraints bind the constant and the public signals, so that the proof's A depends on each.
 */
export function evaluateQap(r1cs: R1cs, tau: bigint): { a: bigint[]; b: bigint[]; c: bigint[] } {
  const basis = lagrangeAt(tau, r1cs.domainLog);
  const sums = [0, 1, 2].map(() => new Array<bigint>(r1cs.nVars).fill(0n)) as [bigint[], bigint[], bigint[]];
  forEachTerm(r1cs, (matrix, row, signal, value) => {
    sums[matrix][signal]! += value * basis[row]!;
  });
  for (let signal = 0; signal <= r1cs.nPublic; signal++)
    sums[0][signal]! += basis[r1cs.nConstraints + signal]!;
  const [a, b, c] = sums.map((polynomial) => polynomial.map((x) => x % R)) as typeof sums;
  return { a, b, c };
}

/** The zkey's section 4: all terms of A and B, and the binding rows; values carry R² for the Montgomery form. */
export function coefficientSection(r1cs: R1cs): Buffer {
  const bound = Math.floor(r1cs.constraints.length / 36) + r1cs.nPublic + 1;
  const out = Buffer.alloc(4 + TERM_BYTES * bound);
  const encoded = new Map<bigint, Buffer>();
  let terms = 0;
  const write = (matrix: number, row: number, signal: number, value: bigint) => {
    const scaled = encoded.get(value) ?? encode(value);
    encoded.set(value, scaled);
    const at = 4 + TERM_BYTES * terms++;
    out.writeUInt32LE(matrix, at);
    out.writeUInt32LE(row, at + 4);
    out.writeUInt32LE(signal, at + 8);
    out.set(scaled, at + 12);
  };
  forEachTerm(r1cs, (matrix, row, signal, value) => {
    if (matrix !== 2) write(matrix, row, signal, value);
  });
  for (let signal = 0; signal <= r1cs.nPublic; signal++) write(0, r1cs.nConstraints + signal, signal, 1n);
  out.writeUInt32LE(terms);
  return out.subarray(0, 4 + TERM_BYTES * terms);
}

function encode(value: bigint): Buffer {
  const out = Buffer.alloc(32);
  toLittleEndian((value * MONTGOMERY_SQUARED) % R, out, 0);
  return out;
}

/**
 * Scalars of the zkey's section 9. The prover gives P = A·B − C on the coset of odd 2n-th roots; P vanishes on
 * the even ones, so that the odd half of the 2n-th Lagrange basis at tau gives P(tau) = h(tau)·Z(tau).
 */
export function oddLagrangeAt(tau: bigint, domainLog: number): bigint[] {
  return lagrangeAt(tau, domainLog + 1).filter((_, i) => i % 2 === 1);
}
