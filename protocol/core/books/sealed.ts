/** Sealing orders to the key of their book. protocol/market.md, order. */
import { TAGS } from '../../tags.js';
import { mul, mulBase, type Point } from '../crypto/babyjub.js';
import { mod } from '../crypto/field.js';
import { type Hasher, squeeze } from '../crypto/hash.js';

/** Ephemeral scalar from 246 random bits; the forced top bit keeps scalar multiplication complete. */
export function ephemeralScalar(b: bigint): bigint {
  if (b < 0n || b >= 1n << 246n) throw new RangeError('b takes 246 bits');
  return (1n << 247n) + 2n * b + 1n;
}

function keystream(hasher: Hasher, shared: Point, auctionId: bigint, n: number): bigint[] {
  return squeeze(hasher, TAGS.ENC, [shared.x, shared.y, auctionId], n);
}

export interface SealedOrder {
  readonly ephemeral: Point;
  readonly ct: bigint[];
}

/** What is sealed, and the random bits that it is sealed with. */
export interface PlainOrder {
  readonly words: readonly bigint[];
  readonly inner: bigint;
  readonly b: bigint;
}

export function sealOrder(
  hasher: Hasher,
  { auctionId, key }: { readonly auctionId: bigint; readonly key: Point },
  { words, inner, b }: PlainOrder,
): SealedOrder {
  const e = ephemeralScalar(b);
  const message = [...words, inner];
  const stream = keystream(hasher, mul(key, e), auctionId, message.length);
  return { ephemeral: mulBase(e), ct: message.map((m, i) => mod(m + stream[i]!)) };
}

/** @param scalar s_op + s_reg, the auction's whole secret */
export function openOrder(
  hasher: Hasher,
  scalar: bigint,
  auctionId: bigint,
  sealed: SealedOrder,
): { words: bigint[]; inner: bigint } {
  const stream = keystream(hasher, mul(sealed.ephemeral, scalar), auctionId, sealed.ct.length);
  const message = sealed.ct.map((c, i) => mod(c - stream[i]!));
  return { words: message.slice(0, -1), inner: message.at(-1)! };
}
