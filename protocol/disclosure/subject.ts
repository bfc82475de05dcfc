/** What a recipient knows a household by: one name for a connection point, a purpose and, at will, a request. */
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { bigIntToBytes, bytesToBigInt } from '../core/crypto/field.js';
import { type Hasher, hash } from '../core/crypto/hash.js';
import { U32 } from '../core/ssz.js';
import { TAGS } from '../tags.js';

/** How an answer names its household. A purpose allows some of them, bit by bit: 2^naming. */
export const NAMING = { pseudonym: 0, named: 1, once: 2 } as const;
export type Naming = (typeof NAMING)[keyof typeof NAMING];

/** All bits that a purpose's `naming` may have. */
export const KNOWN_NAMINGS = Object.values<number>(NAMING).reduce((all, number) => all | (1 << number), 0);

/** Within which a pseudonym is one. */
export interface Scope {
  readonly chainId: bigint;
  readonly partyId: number;
  readonly purposeId: number;
  /** 32 bytes: a request's, or zeros for a pseudonym that lasts. */
  readonly nonce: Uint8Array;
}

/** First 31 bytes, big-endian, of SHA-256 of the text, the chain as 31 bytes and the rest as SSZ. */
export function scopeOf({ chainId, partyId, purposeId, nonce }: Scope): bigint {
  const bytes = concatBytes(
    utf8ToBytes('veilgrid scope'),
    bigIntToBytes(chainId, 31),
    U32.serialize(partyId),
    U32.serialize(purposeId),
    nonce,
  );
  return bytesToBigInt(sha256(bytes).subarray(0, 31));
}

/** @param sk the spend key of the point's owner */
export function subjectOf(hasher: Hasher, sk: bigint, position: number, scope: bigint): bigint {
  return hash(hasher, TAGS.SUBJ, [sk, BigInt(position), scope]);
}
