import type { Reading } from './bill.js';

const ceil = (a: number, b: number): number => Math.ceil(a / b);

/** protocol/core.md "Groups", the count word: its lanes, exports by word, imports by two words, active. */
export function countsOf({ imp, exp, status }: Reading & { readonly status: bigint }): bigint[] {
  const G = ceil(imp.length, 6);
  const ofWord = (values: readonly bigint[], w: number) => values.slice(6 * w, 6 * w + 6);
  const words = Array.from({ length: G }, (_, w) => w);
  const full = (values: readonly bigint[]) => values.every((x) => x > 0n);
  const exports = words.map((w) => full(ofWord(exp, w)));
  const imports = Array.from({ length: ceil(G, 2) }, (_, v) =>
    full([...ofWord(imp, 2 * v), ...ofWord(imp, 2 * v + 1)]),
  );
  const active = words.every((w) => [...ofWord(imp, w), ...ofWord(exp, w)].some((x) => x > 0n));
  return [...exports, ...imports, active].map((holds) => (holds && status === 0n ? 1n : 0n));
}
