/** What one aggregation role signs of the set that it opens. protocol/core.md, maskSum. */
import { sha256 } from '@noble/hashes/sha2.js';
import { MAX_GROUP } from '../../params.js';
import { container, Fr, type Infer, recordsOf, U8, U32 } from '../ssz.js';
import type { Opening } from './words.js';

const SetMember = container({
  groupId: Fr,
  terms: Fr,
  count: U32,
  /** Settlements of status 0. */
  status0: U32,
  /** Of these, those that show that they hide nobody. */
  open: U32,
  foldA: Fr,
  foldB: Fr,
});
/** One group of a set, as it froze. */
export type SetMember = Infer<typeof SetMember>;

const SetBytes = container({
  host: Fr,
  records: recordsOf(SetMember, MAX_GROUP),
  both: U32,
  net: U32,
  money: U8,
  count: U8,
});

/** SHA-256 of a set in its order and of what is opened of it. @param host the group that closes the set */
export function setDigest(host: bigint, records: readonly SetMember[], opening: Opening): Uint8Array {
  return sha256(SetBytes.serialize({ host, records: [...records], ...opening }));
}
