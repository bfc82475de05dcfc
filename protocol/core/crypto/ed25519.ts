import { ed25519 } from '@noble/curves/ed25519.js';

/** RFC 8032 verification without cofactor tricks: one signature, one meaning. What is malformed verifies not. */
export function verifyEd25519(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
}
