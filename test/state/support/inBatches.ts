/** As many as one proof takes at a time. */
export function inBatches<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, batch) => items.slice(size * batch, size * (batch + 1)));
}
