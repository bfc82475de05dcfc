import { randomBytes } from 'node:crypto';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { tagOf } from '@veilgrid/protocol/core/groups/masks';
import { keyAHash, type PointRecord } from '@veilgrid/protocol/core/points';
import type { SignedReadings } from '@veilgrid/protocol/core/readings';
import { fail } from '@veilgrid/protocol/errors';
import type { StatusEntry } from '@veilgrid/protocol/market/statusList';
import { sealStatusMemo } from '@veilgrid/protocol/market/statusMemo';

/** A point's day as the DSO signed it. */
export interface ReadDay {
  readonly position: number;
  readonly signed: SignedReadings;
}

/**
 * Each reading sealed to its point's owner, under the tag of the pinned record and no other.
 * @param keys of A, by position; a rotated point has several
 * @throws ProtocolError POSITION_EMPTY for a point that the auction did not pin, SECRET_MISSING
 */
export function statusEntries(
  hasher: Hasher,
  auctionId: bigint,
  days: readonly ReadDay[],
  pinned: ReadonlyMap<number, Pick<PointRecord, 'keyAHash' | 'ownerSigPk'>>,
  keys: readonly { readonly position: number; readonly key: bigint }[],
): StatusEntry[] {
  return days.map(({ position, signed }) => {
    const record = pinned.get(position);
    if (!record) throw fail('POSITION_EMPTY', { field: 'positions', position });
    const held = keys.find((k) => k.position === position && keyAHash(hasher, k.key) === record.keyAHash);
    if (!held) throw fail('SECRET_MISSING', { field: 'positions', position });
    const tag = tagOf(hasher, 'A', held.key, auctionId);
    return { tag, ...sealStatusMemo(signed, record.ownerSigPk, randomBytes(32), { auctionId, tag }) };
  });
}
