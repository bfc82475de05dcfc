/**
 * What a day pinned of the points, as an entry of the log: by it whoever is told the list of changes knows that it is
 * the whole one, before it looks for anything in it. protocol/core/leaves.md "The points of a day, shown".
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { logEntry } from './log.js';
import { PointRecord } from './points.js';
import { Bytes32, container, Fr, type Infer, U8, U32 } from './ssz.js';

/** What an enrolment, change or revocation left behind; of a revoked point its last record and the tombstone. */
export const PointChangeRecord = container({ revoked: U8, leaf: Fr, point: PointRecord });
export type PointChangeRecord = Infer<typeof PointChangeRecord>;

/** Of no change. */
export const NO_POINT_CHANGES = new Uint8Array(32);

/** Digest of a list of changes that goes on by one: SHA-256(digest ‖ SSZ of the change). */
export function nextPointChanges(digest: Uint8Array, change: PointChangeRecord): Uint8Array {
  return sha256(concatBytes(digest, PointChangeRecord.serialize(change)));
}

export const DAY_POINTS = logEntry({
  name: 'dayPoints',
  body: container({
    day: U32,
    /** Of the registry tree. */
    root: Fr,
    /** How many changes had led there. */
    changes: U32,
    /** Of all of them, in order. */
    digest: Bytes32,
  }),
  keyBytes: 4,
});
