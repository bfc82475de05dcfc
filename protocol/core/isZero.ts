/** Whether bytes, or other numbers, say nothing: what a body may leave out travels as zeros. */
export function isZero(values: Iterable<number>): boolean {
  for (const value of values) if (value !== 0) return false;
  return true;
}
