import { mod, R } from '@veilgrid/protocol/core/crypto/field';

function inverse(x: bigint): bigint {
  let result = 1n;
  let base = mod(x);
  for (let e = R - 2n; e > 0n; e >>= 1n) {
    if (e & 1n) result = mod(result * base);
    base = mod(base * base);
  }
  return result;
}

/** The field element t with from + t·(next − from) = to: what a selector would be that is no bit. */
export function partOf(from: bigint, next: bigint, to: bigint): bigint {
  return mod((to - from) * inverse(next - from));
}
