/**
 * Whether the engine's relaxed multiply-adds round once, which the twin fields rely on; by the standard they may round
 * twice. Factors come from memory, so that no compiler works it out.
 */
const numbers: usize = memory.data<f64>(
  [1.0000000009313226, 1.0000000009313226, -1.0000000018626451, -1.0000000018626451],
  16,
);

/** (1 + 2^-30)² - (1 + 2^-29) is 2^-60, and 0 where the square was rounded. */
export function fused(): bool {
  const x = v128.load(numbers);
  const y = v128.load(numbers, 16);
  const negated = f64x2.neg(x);
  const both = v128.and(
    f64x2.eq(f64x2.relaxed_madd(x, x, y), f64x2.splat(8.673617379884035e-19)),
    f64x2.eq(f64x2.relaxed_nmadd(negated, x, y), f64x2.splat(8.673617379884035e-19)),
  );
  return i64x2.all_true(both);
}
