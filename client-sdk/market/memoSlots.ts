/** The form of a day in a memo: six bytes a settlement period. */
import { bytesToBigInt } from '@veilgrid/protocol/core/crypto/field';

export const SLOT_BYTES = 6;

export function slotsOf(bytes: Uint8Array): bigint[] {
  return Array.from({ length: Math.floor(bytes.length / SLOT_BYTES) }, (_, i) =>
    bytesToBigInt(bytes.subarray(SLOT_BYTES * i, SLOT_BYTES * (i + 1))),
  );
}
