/**
 * Groth16 with known exponents: a key whose every point is a known multiple of the generator, and proofs made from
 * the equation alone. They are as valid as a prover's, of any number of signals, and take no circuit.
 */
import { bn254 } from '@noble/curves/bn254.js';
import type { Groth16Proof } from '@veilgrid/protocol/core/crypto/proof';
import type { VerificationKeyJson } from '@veilgrid/wasm-core/verifier/verifier';

const { Fr } = bn254.fields;
export const Q = bn254.fields.Fp.ORDER;
export const R = Fr.ORDER;
const [G1, G2] = [bn254.G1.Point, bn254.G2.Point];

export const multiple1 = (scalar: bigint): [bigint, bigint] => {
  const { x, y } = G1.BASE.multiply(scalar).toAffine();
  return [x, y];
};

export const multiple2 = (scalar: bigint): Groth16Proof['b'] => {
  const { x, y } = G2.BASE.multiply(scalar).toAffine();
  return [
    [x.c0, x.c1],
    [y.c0, y.c1],
  ];
};

export interface Simulation {
  readonly key: VerificationKeyJson;
  /** A proof of these signals from two exponents that the caller chooses. */
  prove(signals: readonly bigint[], a: bigint, b: bigint): Groth16Proof;
}

/** `seed` makes all exponents. */
export function simulate(nPublic: number, seed: bigint): Simulation {
  const exponent = (i: number) => Fr.create((seed + BigInt(i) + 2n) ** 40n);
  const [alpha, beta, gamma, delta] = [0, 1, 2, 3].map(exponent) as [bigint, bigint, bigint, bigint];
  const ic = Array.from({ length: nPublic + 1 }, (_, i) => exponent(i + 4));
  const text1 = (scalar: bigint) => [...multiple1(scalar), 1n].map(String);
  const text2 = (scalar: bigint) => [...multiple2(scalar).map((pair) => pair.map(String)), ['1', '0']];
  return {
    key: {
      protocol: 'groth16',
      curve: 'bn128',
      nPublic,
      vk_alpha_1: text1(alpha),
      vk_beta_2: text2(beta),
      vk_gamma_2: text2(gamma),
      vk_delta_2: text2(delta),
      IC: ic.map(text1),
    },
    prove: (signals, a, b) => {
      const sum = signals.reduce((total, s, i) => Fr.add(total, Fr.mul(s, ic[i + 1]!)), ic[0]!);
      const rest = Fr.sub(Fr.mul(a, b), Fr.add(Fr.mul(alpha, beta), Fr.mul(gamma, sum)));
      return { a: multiple1(a), b: multiple2(b), c: multiple1(Fr.div(rest, delta)) };
    },
  };
}

/** A proof as snarkjs takes it. */
export function toJson({ a, b, c }: Groth16Proof) {
  return {
    protocol: 'groth16',
    curve: 'bn128',
    pi_a: [...a, 1n].map(String),
    pi_b: [...b.map((pair) => pair.map(String)), ['1', '0']],
    pi_c: [...c, 1n].map(String),
  };
}

/** The first point of the twist, by its x, that r does not annihilate. */
export function outsideSubgroup(): Groth16Proof['b'] {
  const { Fp2 } = bn254.fields;
  const { b } = G2.CURVE();
  for (let x0 = 1n; ; x0++) {
    const x = { c0: x0, c1: 0n };
    const square = Fp2.add(Fp2.mul(Fp2.sqr(x), x), b);
    if (!Fp2.eql(Fp2.pow(square, (Q * Q - 1n) / 2n), Fp2.ONE)) continue;
    const point = G2.fromAffine({ x, y: Fp2.sqrt(square) });
    if (!point.isTorsionFree()) return coordinates(point);
  }
}

/** A point of the twist of small prime order: the curve's cofactor is a multiple of it. */
export function ofSmallOrder(order = 10_069n): Groth16Proof['b'] {
  const [[x0, x1], [y0, y1]] = outsideSubgroup();
  const cofactor = 2n * Q - R;
  const point = G2.fromAffine({ x: { c0: x0, c1: x1 }, y: { c0: y0, c1: y1 } });
  return coordinates(times(point, (cofactor / order) * R));
}

/** By doubling and adding: noble refuses scalars from r on. */
function times(point: InstanceType<typeof G2>, scalar: bigint): InstanceType<typeof G2> {
  let sum = G2.ZERO;
  for (const bit of scalar.toString(2)) {
    sum = sum.double();
    if (bit === '1') sum = sum.add(point);
  }
  return sum;
}

function coordinates(point: InstanceType<typeof G2>): Groth16Proof['b'] {
  const { x, y } = point.toAffine();
  return [
    [x.c0, x.c1],
    [y.c0, y.c1],
  ];
}
