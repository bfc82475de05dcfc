/** Curve25519's field. */
const P = 2n ** 255n - 19n;

/** u of the points of order 1, 2, 4 and 8, of the curve and of its twist: what is sealed to one, anybody reads. */
const SMALL_ORDER: readonly bigint[] = [
  0n,
  1n,
  P - 1n,
  325606250916557431795983626356110631294008115727848805560023387167927233504n,
  39382357235489614581723060781553021112529911719440698176882885853963445705823n,
];

/** Whether 32 bytes are the one encoding of an X25519 key (RFC 7748) that is not of small order. */
export function isX25519Key(bytes: Uint8Array): boolean {
  const u = bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return bytes.length === 32 && u < P && !SMALL_ORDER.includes(u);
}
