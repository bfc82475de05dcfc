/** Lists by their running hashes: folds[i] is the hash after i items. */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { fold } from '@veilgrid/protocol/core/lists';

export function append(hasher: Hasher, folds: bigint[], item: bigint): void {
  folds.push(fold(hasher, folds.at(-1)!, item));
}

/** Batches of `size` items that go through a list of folds; an empty list takes one, which proves that it is empty. */
export function batchesOf(folds: readonly bigint[], size: number): number {
  return Math.max(1, Math.ceil((folds.length - 1) / size));
}

/** The running hash before and after a batch; the last one may be partial. */
export function foldsAround(folds: readonly bigint[], size: number, batch: number): [bigint, bigint] {
  const at = (b: number) => folds[b * size] ?? folds.at(-1)!;
  return [at(batch), at(batch + 1)];
}
