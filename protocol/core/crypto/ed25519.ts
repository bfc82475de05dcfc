import { ed25519 } from '@noble/curves/ed25519.js';

/** RFC 8032 verification without cofactor tricks: one signature, one meaning. What is malformed verifies not. */
export function verifyEd25519(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
}

/** Whether 32 bytes are the one encoding of a point that is not of small order: what a key must be to be taken. */
export function isEd25519Key(bytes: Uint8Array): boolean {
  try {
    return !ed25519.Point.fromBytes(bytes, false).isSmallOrder();
  } catch {
    return false;
  }
}
