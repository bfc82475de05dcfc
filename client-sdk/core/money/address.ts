/** Where money is sent: (ownerPk, encPk), in text as "vg1", 64 bytes and a 4-byte checksum in hex. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { bigIntToBytes, bytesToBigInt, isCanonical } from '@veilgrid/protocol/core/crypto/field';
import { ensure } from '@veilgrid/protocol/errors';

/** What a payer must know of a payee. */
export interface Address {
  /** H(KEY, sk), a field element: owns the note. */
  readonly ownerPk: bigint;
  /** X25519, 32 bytes: the note's memo is sealed to it. */
  readonly encPk: Uint8Array;
}

const PREFIX = 'vg1';
const CHECKSUM_BYTES = 4;

function checksum(payload: Uint8Array): Uint8Array {
  return sha256(concatBytes(utf8ToBytes(PREFIX), payload)).subarray(0, CHECKSUM_BYTES);
}

/** The address as text: "vg1" and 136 lower-case hex digits, of which the last eight are a checksum. */
export function encodeAddress({ ownerPk, encPk }: Address): string {
  const payload = concatBytes(bigIntToBytes(ownerPk, 32), encPk);
  return PREFIX + bytesToHex(concatBytes(payload, checksum(payload)));
}

/** Reads what `encodeAddress` wrote. @throws ProtocolError ADDRESS_INVALID with field and reason (form, checksum, owner key) */
export function decodeAddress(text: string): Address {
  const invalid = (ok: boolean, reason: string) =>
    ensure(ok, 'ADDRESS_INVALID', { field: 'address', reason });
  invalid(/^vg1[0-9a-f]{136}$/.test(text), 'form');
  const bytes = hexToBytes(text.slice(PREFIX.length));
  const payload = bytes.subarray(0, 64);
  invalid(bytesToHex(checksum(payload)) === bytesToHex(bytes.subarray(64)), 'checksum');
  const ownerPk = bytesToBigInt(payload.subarray(0, 32));
  invalid(isCanonical(ownerPk) && ownerPk !== 0n, 'owner key');
  return { ownerPk, encPk: payload.slice(32) };
}
