import { R } from '@veilgrid/protocol/core/crypto/field';

/** Arbitrary but the same in every run. */
export const elements = (count: number): bigint[] =>
  Array.from({ length: count }, (_, i) => (BigInt(i) + 3n) ** 80n % R);
