const KEPT = 200_000;

/** A pure function that remembers; forgets everything when full. */
export function remembered<A extends readonly unknown[], T>(
  keyOf: (...args: A) => string,
  compute: (...args: A) => T,
) {
  const known = new Map<string, T>();
  return (...args: A): T => {
    const key = keyOf(...args);
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= KEPT) known.clear();
    const value = compute(...args);
    known.set(key, value);
    return value;
  };
}

export const textOf = (x: bigint) => x.toString(36);
