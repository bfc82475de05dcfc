/** A wallet's entropy under a password: scrypt, then XChaCha20-Poly1305. */
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { scryptAsync } from '@noble/hashes/scrypt.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, randomBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { z } from 'zod';

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`));

/** Bounds keep a planted file from eating all memory (128·N·r bytes) or weakening the password. */
const Keystore = z.strictObject({
  version: z.literal(1),
  kdf: z.strictObject({
    name: z.literal('scrypt'),
    N: z
      .number()
      .int()
      .min(2 ** 10)
      .max(2 ** 20)
      .refine((n) => (n & (n - 1)) === 0),
    r: z.literal(8),
    p: z.literal(1),
    salt: hex(32),
  }),
  cipher: z.strictObject({ name: z.literal('xchacha20poly1305'), nonce: hex(24), data: hex(48) }),
  /** SHA-256 of kdf and cipher: tells a damaged file from a wrong password. */
  checksum: hex(32),
});
/** A keystore file: scrypt and XChaCha20-Poly1305, bytes in hex, with a checksum of the whole. */
export type Keystore = z.infer<typeof Keystore>;

/** 128 MB and about half a second. */
const DEFAULT_N = 2 ** 17;

/**
 * Encrypts a wallet's entropy under a password.
 * @param entropy 32 bytes, see `entropyOf`
 * @param N scrypt's cost, a power of two from 2^10 to 2^20
 * @throws ProtocolError SEED_INVALID
 */
export async function sealKeystore(entropy: Uint8Array, password: string, N = DEFAULT_N): Promise<Keystore> {
  ensure(entropy.length === 32, 'SEED_INVALID', { field: 'entropy' });
  const kdf = { name: 'scrypt', N, r: 8, p: 1, salt: bytesToHex(randomBytes(32)) } as const;
  const nonce = randomBytes(24);
  const data = xchacha20poly1305(await keyOf(password, kdf), nonce, boundData(kdf)).encrypt(entropy);
  const cipher = {
    name: 'xchacha20poly1305',
    nonce: bytesToHex(nonce),
    data: bytesToHex(data),
  } as const;
  return { version: 1, kdf, cipher, checksum: checksumOf(kdf, cipher) };
}

/**
 * The 32 bytes of entropy within.
 * @param file parsed JSON; nothing of it is believed
 * @throws ProtocolError KEYSTORE_CORRUPT, KEYSTORE_PASSWORD
 */
export async function openKeystore(file: unknown, password: string): Promise<Uint8Array> {
  const parsed = Keystore.safeParse(file);
  if (!parsed.success) {
    throw fail('KEYSTORE_CORRUPT', { field: parsed.error.issues[0]?.path.join('.') ?? '' });
  }
  const { kdf, cipher, checksum } = parsed.data;
  ensure(checksum === checksumOf(kdf, cipher), 'KEYSTORE_CORRUPT', { field: 'checksum' });
  const key = await keyOf(password, kdf);
  try {
    return xchacha20poly1305(key, hexToBytes(cipher.nonce), boundData(kdf)).decrypt(hexToBytes(cipher.data));
  } catch {
    throw fail('KEYSTORE_PASSWORD', { field: 'password' });
  }
}

function keyOf(password: string, { N, r, p, salt }: Keystore['kdf']): Promise<Uint8Array> {
  return scryptAsync(utf8ToBytes(password.normalize('NFKD')), hexToBytes(salt), {
    N,
    r,
    p,
    dkLen: 32,
    maxmem: 128 * N * r + 2 ** 20,
  });
}

function boundData({ N, r, p, salt }: Keystore['kdf']): Uint8Array {
  return utf8ToBytes(`veilgrid keystore 1 scrypt ${N} ${r} ${p} ${salt}`);
}

function checksumOf(kdf: Keystore['kdf'], { nonce, data }: Keystore['cipher']): string {
  return bytesToHex(sha256(utf8ToBytes(`${new TextDecoder().decode(boundData(kdf))} ${nonce} ${data}`)));
}
