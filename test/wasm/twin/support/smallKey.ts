/** Keys of few rows whose secrets are known, with witnesses of their circuit: a chain of products of sums. */
import { inverse, toLittleEndian } from '@veilgrid/circuits/scripts/field';
import { coefficientSection, evaluateQap, oddLagrangeAt } from '@veilgrid/circuits/scripts/qap';
import type { R1cs } from '@veilgrid/circuits/scripts/r1cs';
import type { ProvingKey } from '@veilgrid/wasm-core/prover/zkey';
import type { VerificationKeyJson } from '@veilgrid/wasm-core/verifier/verifier';
import { multiple1, multiple2 } from '../../support/groth16.js';
import { type Group, generator, R, times, zkeyPoint } from '../../support/points.js';

const [TAU, ALPHA, BETA, GAMMA, DELTA] = [3n, 5n, 7n, 11n, 13n].map((x) => x ** 90n % R) as [
  bigint,
  bigint,
  bigint,
  bigint,
  bigint,
];

export interface SmallKey {
  readonly proving: ProvingKey;
  readonly verification: VerificationKeyJson;
  /** All wires, from the first one behind the constant. */
  witness(start: bigint): bigint[];
}

/** Of `products` constraints (w - 1)(3w + 1) = w', w' the wire behind w; the first wires are public. */
export function smallKey(products: number, nPublic: number): SmallKey {
  const r1cs = circuit(products, nPublic);
  const { a, b, c } = evaluateQap(r1cs, TAU);
  const combined = a.map((x, i) => (BETA * x + ALPHA * b[i]! + c[i]!) % R);
  const over = (divisor: bigint, values: readonly bigint[]) => values.map((x) => (x * inverse(divisor)) % R);
  const ic = over(GAMMA, combined.slice(0, nPublic + 1));
  const text1 = (x: bigint) => [...multiple1(x), 1n].map(String);
  const text2 = (x: bigint) => [...multiple2(x).map((pair) => pair.map(String)), ['1', '0']];
  return {
    proving: {
      nVars: r1cs.nVars,
      nPublic,
      domainLog: r1cs.domainLog,
      alpha1: points(1, [ALPHA]),
      beta1: points(1, [BETA]),
      beta2: points(2, [BETA]),
      delta1: points(1, [DELTA]),
      delta2: points(2, [DELTA]),
      terms: coefficientSection(r1cs).subarray(4),
      a: points(1, a),
      b1: points(1, b),
      b2: points(2, b),
      c: points(1, over(DELTA, combined.slice(nPublic + 1))),
      h: points(1, over(DELTA, oddLagrangeAt(TAU, r1cs.domainLog))),
    },
    verification: {
      protocol: 'groth16',
      curve: 'bn128',
      nPublic,
      vk_alpha_1: text1(ALPHA),
      vk_beta_2: text2(BETA),
      vk_gamma_2: text2(GAMMA),
      vk_delta_2: text2(DELTA),
      IC: ic.map(text1),
    },
    witness: (start) => {
      const wires = [1n, start];
      for (let i = 1; i <= products; i++) wires.push(((wires[i]! + R - 1n) * (3n * wires[i]! + 1n)) % R);
      return wires;
    },
  };
}

const points = (group: Group, scalars: readonly bigint[]) =>
  new Uint8Array(Buffer.concat(scalars.map((x) => zkeyPoint(times(generator(group), x)))));

function circuit(products: number, nPublic: number): R1cs {
  const sums = Array.from({ length: products }, (_, i): [number, bigint][][] => [
    [
      [i + 1, 1n],
      [0, R - 1n],
    ],
    [
      [i + 1, 3n],
      [0, 1n],
    ],
    [[i + 2, 1n]],
  ]).flat();
  return {
    nVars: products + 2,
    nPublic,
    nConstraints: products,
    domainLog: 32 - Math.clz32(products + nPublic),
    constraints: Buffer.concat(sums.map(encode)),
  };
}

function encode(sum: readonly [wire: number, value: bigint][]): Buffer {
  const out = Buffer.alloc(4 + 36 * sum.length);
  out.writeUInt32LE(sum.length);
  sum.forEach(([wire, value], i) => {
    out.writeUInt32LE(wire, 4 + 36 * i);
    toLittleEndian(value, out, 8 + 36 * i);
  });
  return out;
}
