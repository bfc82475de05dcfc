import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Q, R } from '@veilgrid/protocol/core/crypto/field';
import { type Bound, Bounds } from '../../../wasm-core/scripts/twinBounds.mjs';

const SCRIPTS = 'wasm-core/scripts';

/** Worst cases of formulas, which the build proves by these scripts: that they refuse what goes over. */
describe.each([
  ['Fq', Q],
  ['Fr', R],
])('bounds in %s', (_, modulus) => {
  const b = new Bounds(modulus);
  const near = b.near();
  const limbs = (limb: number, size = 0.5): Bound => ({ size, limb, top: 2 ** 49 });

  test('products of limbs stay within 2^102', () => {
    const [most, over] = [limbs(2 ** 51), limbs(2 ** 51 + 1)];
    b.mul(most, most);
    expect(() => b.mul(most, over)).toThrow('a product of limbs may be 2^102');
    expect(() => b.mul(b.add(near, near, near), b.add(near, near))).toThrow('a product of limbs');
    b.sqr(near);
    expect(() => b.sqr(b.add(near, near))).toThrow('a product of limbs');
    expect(() => b.dot([near, near], [most, over])).toThrow('a product of limbs');
  });

  test('so does a product of highest limbs', () => {
    const high = { size: 0.5, limb: 1, top: 2 ** 51 };
    expect(() => b.mul(high, { ...high, top: 2 ** 51 + 1 })).toThrow('a product of limbs');
  });

  test('columns stay within 2^60', () => {
    const most = limbs(2 ** 51, 0);
    const pairs = (n: number) => Array.from({ length: n }, () => [most, most] as const);
    b.dot(...pairs(67));
    expect(() => b.dot(...pairs(68))).toThrow('a column may be 2^60');
  });

  test('a highest limb stays below what its kernel stores', () => {
    const pairs = (n: number, size: number) =>
      Array.from({ length: n }, () => [{ ...near, size }, near] as const);
    b.sum(...pairs(4, 2.4));
    expect(() => b.sum(...pairs(4, 2.6))).toThrow('a highest limb may be 2^51');
    b.dot(...pairs(34, 1.4));
    expect(() => b.dot(...pairs(34, 1.6))).toThrow('a highest limb may be 2^53');
  });

  test('sums of limbs stay exact', () => {
    const half = limbs(2 ** 52);
    b.add(half, half);
    expect(() => b.add(half, half, limbs(2))).toThrow('not exact');
  });

  test('what is made near keeps every limb exact, the multiple of the modulus included', () => {
    expect(b.near(limbs(2 ** 52, 5))).toEqual(near);
    expect(() => b.near(limbs(2 ** 53 + 2))).toThrow('limbs too large');
    expect(() => b.near({ size: 5, limb: 2 ** 53 - 5, top: 2 ** 52 })).toThrow(
      'limbs too large to be made near',
    );
    b.ninefold(near);
    expect(() => b.ninefold(b.add(near, near, near))).toThrow('limbs too large');
  });
});

/** The module of formulas with one change. */
async function changed(from: string, to: string) {
  const folder = mkdtempSync(join(tmpdir(), 'veilgrid-formulas-'));
  try {
    cpSync(SCRIPTS, folder, { recursive: true });
    const source = readFileSync(join(SCRIPTS, 'twinFormulas.mjs'), 'utf8');
    expect(source.split(from).length).toBe(2);
    const file = join(folder, 'twinFormulas.mjs');
    writeFileSync(file, source.replace(from, to));
    return (await import(pathToFileURL(file).href)) as Record<
      'checkPoints' | 'checkTransforms' | 'checkPoseidon',
      (modulus: bigint) => void
    >;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('formulas', () => {
  test('as they are keep their bounds', async () => {
    const { checkPoints, checkTransforms, checkPoseidon } = await changed('200', '200');
    checkPoints(Q);
    checkTransforms(R);
    checkPoseidon(R);
  });

  test.each([
    ['a slope in Fq2 that is not made near', 'slope: (x) => b.near(x)', 'slope: (x) => x'],
    ['a divisor in Fq2 that is not made near', 'divisor: b.near(),', 'divisor: b.add(b.near(), b.near()),'],
    [
      'a sum that is not made near for a square in Fq2',
      'b.mul(b.near(b.add(x, x)), b.add(x, x))',
      'b.mul(b.add(x, x), b.add(x, x))',
    ],
    [
      "a tangent's numerator that is not made near",
      'b.near(b.add(b.add(sqr(near), sqr(near)), sqr(near)))',
      'b.add(b.add(sqr(near), sqr(near)), sqr(near))',
    ],
    [
      'a product with 9 + u that is not made near',
      'b.ninefold(near)',
      'b.add(...Array.from({ length: 10 }, () => near))',
    ],
  ])('of points with %s are refused', async (_, from, to) => {
    const { checkPoints } = await changed(from, to);
    expect(() => checkPoints(Q)).toThrow(RangeError);
  });

  test.each([
    ['a fourth layer before its values are near', 'layer < 3', 'layer < 4'],
    ['a difference of sums on the way up', 'b.mul(b.add(x, x), near)', 'b.mul(b.add(x, x, x, x), near)'],
    [
      'nine pairs of shares in one sum',
      'joined, joined, joined, joined',
      '...Array.from({ length: 9 }, () => joined)',
    ],
  ])('of transforms with %s are refused', async (_, from, to) => {
    const { checkTransforms } = await changed(from, to);
    expect(() => checkTransforms(R)).toThrow(RangeError);
  });

  test.each([
    [
      'a sum that is not made near for a power',
      'b.sqr(b.sqr(near))',
      'b.sqr(b.sqr(b.dot(...Array.from({ length: 17 }, () => [near, near]))))',
    ],
    ['sums for widths beyond those in use', 't <= 17', 't <= 60'],
  ])('of Poseidon with %s are refused', async (_, from, to) => {
    const { checkPoseidon } = await changed(from, to);
    expect(() => checkPoseidon(R)).toThrow(RangeError);
  });
});
