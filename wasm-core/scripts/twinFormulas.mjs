/**
 * The formulas of twinPairs, twinTransforms, twinQuotient, twinPoseidon, twinSteps, twinMultiples and twinMiller in
 * assembly, by their worst cases: the build runs them, so that one that leaves its bounds is refused. Loops are followed
 * until their bounds stay.
 */
import { Bounds } from './twinBounds.mjs';

/** The largest of all that a loop may come to. */
function settled(first, step) {
  let bound = first;
  for (let i = 0; i < 200; i++) bound = larger(bound, step(bound));
  return bound;
}

/** Fq by itself and as Fq2's parts: what products and squares of them take. */
const towers = (b) => [
  { divisor: b.add(b.near(), b.near()), slope: (x) => x, mul: (x, y) => b.mul(x, y), sqr: (x) => b.sqr(x) },
  {
    divisor: b.near(),
    slope: (x) => b.near(x),
    mul: (x, y) => b.sum([x, y], [x, y]),
    sqr: (x) => larger(b.mul(b.near(b.add(x, x)), b.add(x, x)), b.mul(b.add(x, x), x)),
  },
];

/** What holds for both: a near value is small, but its limbs are a hair larger than a product's. */
const larger = (x, y) => ({
  size: Math.max(x.size, y.size),
  limb: Math.max(x.limb, y.limb),
  top: Math.max(x.top, y.top),
});

/** Sums of pairs, and steps of many points, which differ in how slopes come about. */
export function checkPoints(modulus) {
  const b = new Bounds(modulus);
  const near = b.near();
  const difference = b.add(near, near);
  // Points come in by their bits, and φ multiplies by such a constant.
  b.near(b.bits());
  b.near(b.mul(near, b.bits()));
  for (const { divisor, slope: slopeOf, mul, sqr } of towers(b)) {
    const chain = settled(near, (x) => mul(divisor, x));
    b.near(mul(chain, chain));
    // What comes back from the inversion has limbs that are not signed.
    const inverse = settled(mul(chain, b.bits()), (x) => mul(divisor, x));
    const reciprocal = mul(inverse, chain);
    const tripled = b.near(b.add(b.add(sqr(near), sqr(near)), sqr(near)));
    for (const numerator of [difference, tripled]) {
      const slope = slopeOf(mul(numerator, reciprocal));
      b.near(b.add(sqr(slope), near, near));
      b.near(b.add(mul(difference, slope), near));
      checkLine(b, slope);
    }
  }
}

/** A line of a Miller loop and its product with an element of Fq12. */
function checkLine(b, slope) {
  const near = b.near();
  const constant = b.near(b.add(b.sum([slope, near], [slope, near]), near));
  const coefficients = [b.mul(slope, near), b.mul(constant, near)];
  const turned = b.ninefold(near);
  const terms = coefficients.flatMap((x) => [
    [x, turned],
    [x, turned],
  ]);
  b.near(b.add(near, b.sum(...terms)));
  b.near(b.add(near, b.sum([near, turned], [near, turned])));
}

/** Transforms, and the quotient behind them. */
export function checkTransforms(modulus) {
  const b = new Bounds(modulus);
  const near = b.near();
  let value = near;
  for (let layer = 0; layer < 3; layer++) value = b.add(value, b.mul(value, near));
  b.near(value);
  // On the way up differences' products stay as they are, so that both values of a pair may be such.
  const raw = settled(b.mul(near, near), (x) => b.mul(b.add(x, x), near));
  b.near(b.add(raw, raw));
  b.near(raw);
  const joined = b.sum([raw, near], [raw, near]);
  b.near(b.add(joined, joined, joined, joined));
  // The only row of the only share is never made near, of C.
  b.near(b.sum([b.mul(near, near), near], [raw, near]));
  b.near(b.bits());
}

/** A permutation of every width. */
export function checkPoseidon(modulus) {
  const b = new Bounds(modulus);
  const near = b.near();
  const fourth = b.sqr(b.sqr(near));
  const power = b.mul(fourth, near);
  const times = (n, x) => Array.from({ length: n }, () => [x, near]);
  b.near(b.mul(b.bits(), near));
  b.near(b.dot([b.bits(), near]));
  for (let t = 2; t <= 17; t++) {
    b.near(b.dot(...times(t, power)));
    b.near(b.dot(...times(t, power), ...times(t, near)));
  }
}
