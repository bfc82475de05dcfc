import type { Groth16Proof } from '@veilgrid/protocol/proof';
import type { Curve } from 'snarkjs';
import { singleThreadCurve } from './groth16-curve.js';
import { type PreparedKey, prepareKey, type VerificationKeyJson } from './groth16-key.js';
import { affinePoint, isInSubgroup, isOnCurve, littleEndian, multiExp } from './groth16-points.js';
import { ProcessPool } from './groth16-pool.js';

export type { VerificationKeyJson } from './groth16-key.js';

/** Why a proof was refused; numbers are stable. */
export const VerifyErrorCode = {
  UNKNOWN_KEY: 1,
  SIGNAL_COUNT: 2,
  SIGNAL_NOT_CANONICAL: 3,
  COORDINATE_NOT_CANONICAL: 4,
  A_INFINITY: 5,
  A_NOT_ON_CURVE: 6,
  B_INFINITY: 7,
  B_NOT_ON_CURVE: 8,
  B_NOT_IN_SUBGROUP: 9,
  C_INFINITY: 10,
  C_NOT_ON_CURVE: 11,
  EQUATION_FAILS: 12,
} as const;
export type VerifyErrorCode = (typeof VerifyErrorCode)[keyof typeof VerifyErrorCode];

export type VerifyResult = { ok: true } | { ok: false; code: VerifyErrorCode };

/** One proof to verify; `key` is a name of the keys given at creation. */
export interface VerifyItem {
  key: string;
  proof: Groth16Proof;
  publicSignals: readonly bigint[];
}

export type VerificationKeys = Readonly<Record<string, VerificationKeyJson>>;

export interface Verifier {
  verify(item: VerifyItem): VerifyResult;
}

const SHORT_BITS = 32n;
const refuse = (code: VerifyErrorCode): VerifyResult => ({ ok: false, code });

/**
 * `IC₀ + Σ signalᵢ·ICᵢ`. Most signals of a market day are small, or the negatives of small numbers: those take
 * a multi-exponentiation an eighth as long.
 */
function publicPoint(curve: Curve, key: PreparedKey, signals: readonly bigint[]): Uint8Array {
  const groups = {
    short: { bytes: 4, points: [] as Uint8Array[], scalars: [] as Uint8Array[] },
    full: { bytes: 32, points: [] as Uint8Array[], scalars: [] as Uint8Array[] },
  };
  signals.forEach((signal, i) => {
    const point = key.ic[i + 1]!;
    const negative = curve.r - signal;
    const isNegative = negative >> SHORT_BITS === 0n;
    const group = isNegative || signal >> SHORT_BITS === 0n ? groups.short : groups.full;
    group.points.push(isNegative ? curve.G1.neg(point) : point);
    group.scalars.push(littleEndian(isNegative ? negative : signal, group.bytes));
  });
  let sum = curve.G1.toJacobian(key.ic[0]!);
  for (const { bytes, points, scalars } of [groups.short, groups.full]) {
    if (points.length > 0)
      sum = curve.G1.add(sum, multiExp(curve, Buffer.concat(points), Buffer.concat(scalars), bytes));
  }
  return sum;
}

/** `e(A, B) = e(alpha, beta)·e(publicPoint, gamma)·e(C, delta)`, with one final exponentiation. */
function equationHolds(
  curve: Curve,
  key: PreparedKey,
  a: Uint8Array,
  b: Uint8Array,
  c: Uint8Array,
  sum: Uint8Array,
) {
  const loop = (g1: Uint8Array, prepared: Uint8Array) =>
    curve.millerLoop(curve.prepareG1(curve.G1.toJacobian(g1)), prepared);
  const product = [
    loop(a, curve.prepareG2(curve.G2.toJacobian(b))),
    loop(curve.G1.neg(sum), key.gamma),
    loop(curve.G1.neg(c), key.delta),
  ].reduce((x, y) => curve.Gt.mul(x, y));
  return curve.Gt.eq(curve.finalExponentiation(product), key.alphaBeta);
}

function verifyProof(
  curve: Curve,
  key: PreparedKey | undefined,
  { proof, publicSignals }: VerifyItem,
): VerifyResult {
  if (key === undefined) return refuse(VerifyErrorCode.UNKNOWN_KEY);
  if (publicSignals.length !== key.nPublic) return refuse(VerifyErrorCode.SIGNAL_COUNT);
  const canonical = (x: bigint, modulus: bigint) => typeof x === 'bigint' && x >= 0n && x < modulus;
  if (!publicSignals.every((x) => canonical(x, curve.r))) return refuse(VerifyErrorCode.SIGNAL_NOT_CANONICAL);
  const coordinates = { a: [...proof.a], b: proof.b.flat(), c: [...proof.c] };
  const all = [coordinates.a, coordinates.b, coordinates.c];
  if (all.map((list) => list.length).join() !== '2,4,2' || !all.flat().every((x) => canonical(x, curve.q))) {
    return refuse(VerifyErrorCode.COORDINATE_NOT_CANONICAL);
  }
  const points: Uint8Array[] = [];
  for (const [name, group] of [
    ['a', 'g1m'],
    ['b', 'g2m'],
    ['c', 'g1m'],
  ] as const) {
    const label = name.toUpperCase() as 'A' | 'B' | 'C';
    if (coordinates[name].every((x) => x === 0n)) return refuse(VerifyErrorCode[`${label}_INFINITY`]);
    const point = affinePoint(curve, group, coordinates[name]);
    if (!isOnCurve(curve, group, point)) return refuse(VerifyErrorCode[`${label}_NOT_ON_CURVE`]);
    if (group === 'g2m' && !isInSubgroup(curve, point)) return refuse(VerifyErrorCode.B_NOT_IN_SUBGROUP);
    points.push(point);
  }
  const [a, b, c] = points as [Uint8Array, Uint8Array, Uint8Array];
  const sum = publicPoint(curve, key, publicSignals);
  return equationHolds(curve, key, a, b, c, sum) ? { ok: true } : refuse(VerifyErrorCode.EQUATION_FAILS);
}

/**
 * A strict Groth16 verifier on the calling thread: it refuses all that could make one statement have two
 * encodings or a point be outside its group, which snarkjs alone lets through. Throws VerificationKeyError
 * for an unusable key.
 */
export async function createVerifier(keys: VerificationKeys): Promise<Verifier> {
  const curve = await singleThreadCurve();
  const prepared = new Map(Object.entries(keys).map(([name, json]) => [name, prepareKey(curve, json)]));
  return { verify: (item) => verifyProof(curve, prepared.get(item.key), item) };
}

export interface VerifierPool {
  /** Results in the order of the items. Rejects with PoolError when the queue is full or the pool is closed. */
  verifyMany(items: readonly VerifyItem[]): Promise<VerifyResult[]>;
  /** True after `close`, or once a process has died. */
  readonly closed: boolean;
  close(): Promise<void>;
}

/** The same verifier in processes of its own. */
export function createVerifierPool(options: {
  keys: VerificationKeys;
  workers: number;
  /** Most proofs that may wait or run at once. */
  maxQueue?: number;
}): VerifierPool {
  const script = new URL('./groth16-verify-worker.js', import.meta.url);
  const pool = new ProcessPool<VerifyItem, VerifyResult>({
    script,
    setup: options.keys,
    workers: options.workers,
    maxQueue: options.maxQueue ?? 4_096,
  });
  return {
    verifyMany: (items) => pool.runAll(items),
    get closed() {
      return pool.closed;
    },
    close: () => pool.close(),
  };
}
