/** What the kernels of all layouts share: Karatsuba over three blocks of three limbs, and Montgomery reduction. */
export const BITS = 29n;
export const MASK = (1n << BITS) - 1n;
export const LIMBS = 9;
export const COLUMNS = 2 * LIMBS - 1;
export const RADIX = 1n << (BITS * 9n);

export const range = (n, from = 0) => Array.from({ length: n }, (_, i) => i + from);
export const limbs = (x) => range(LIMBS).map((i) => (x >> (BITS * BigInt(i))) & MASK);

export const locals = (names) => `let ${names.map((n) => `${n}: u64 = 0`).join(', ')};`;

/** Products of one block by column: `v<k>_0` to `v<k>_4`. */
export function blockProducts(k, assign) {
  const terms = (j) =>
    range(3)
      .filter((i) => j - i >= 0 && j - i < 3)
      .map((i) => `a${i} * b${j - i}`);
  return range(5)
    .map((j) => `v${k}_${j} ${assign} ${terms(j).join(' + ')};`)
    .join(' ');
}

export function blockSquares(k) {
  const v = (j, sum) => `v${k}_${j} = ${sum};`;
  return [
    v(0, 'a0 * a0'),
    v(1, '(a0 * a1) << 1'),
    v(2, '((a0 * a2) << 1) + a1 * a1'),
    v(3, '(a1 * a2) << 1'),
    v(4, 'a2 * a2'),
  ].join(' ');
}

/** The columns `t0`…`t16` from the six block products. */
export function columns(assign) {
  const at = range(COLUMNS).map(() => []);
  const place = (offset, block, sign) =>
    range(5).forEach((j) => {
      at[offset + j].push(`${sign} v${block}_${j}`);
    });
  for (const [offset, plus, ...minus] of [
    [0, 0],
    [3, 3, 0, 1],
    [6, 4, 0, 2],
    [6, 1],
    [9, 5, 1, 2],
    [12, 2],
  ]) {
    place(offset, plus, '+');
    for (const block of minus) place(offset, block, '-');
  }
  return at.map((terms, c) => `t${c} ${assign} ${terms.sort().join(' ').replace(/^\+ /, '')};`).join('\n  ');
}

/**
 * Montgomery reduction of the columns, plus an addend, into the limbs `r0`…`r8`. BN254's scalar modulus is
 * 1 + 2^28 mod 2^29, which turns two of its ten word products a limb into shifts.
 */
export function reduce({ p, negInverse }, addend) {
  const shifts = p[0] === (1n << 28n) + 1n;
  const quotient = shifts ? '((c << 28) - c) & MASK' : `(c * ${negInverse}) & MASK`;
  const lowest = (m) => (shifts ? `${m} + (${m} << 28)` : `${m} * ${p[0]}`);
  const lines = ['c = 0;'];
  for (let i = 0; i < COLUMNS; i++) {
    const parts = range(LIMBS)
      .filter((j) => j < i && i - j < LIMBS)
      .map((j) => `m${j} * ${p[i - j]}`);
    lines.push(`c += ${[`t${i}`, ...parts].join(' + ')};`);
    if (i < LIMBS) lines.push(`m${i} = ${quotient}; c = (c + ${lowest(`m${i}`)}) >> ${BITS};`);
    else lines.push(`${addend(i - LIMBS)} r${i - LIMBS} = c & MASK; c >>= ${BITS};`);
  }
  return [...lines, `${addend(LIMBS - 1)} r8 = c;`].join('\n  ');
}
