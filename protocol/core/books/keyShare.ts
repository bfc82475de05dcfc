/** One half of a book's key, and the proof that somebody holds its scalar. protocol/market.md "Auction". */
import { ROLES } from '../../roles.js';
import { TAGS } from '../../tags.js';
import { equal, isValidKey, mulBase, negate, type Point } from '../crypto/babyjub.js';
import { type Signature, sign, verify } from '../crypto/eddsa.js';
import { type Hasher, hash } from '../crypto/hash.js';
import { container, Fr, type Infer } from '../ssz.js';

/** One half of an auction's key, with its proof of possession. */
export const KeyShare = container({ x: Fr, y: Fr, r8x: Fr, r8y: Fr, s: Fr });
export type KeyShare = Infer<typeof KeyShare>;
export type ShareRole = 'operator' | 'regulator';

/** Whose half it is and of which auction's key: possession is proven for nothing else. */
export interface ShareHolder {
  readonly chainId: bigint;
  readonly auctionId: bigint;
  readonly role: ShareRole;
}

function possessionMessage(hasher: Hasher, { chainId, auctionId, role }: ShareHolder, share: Point): bigint {
  return hash(hasher, TAGS.POP, [chainId, auctionId, BigInt(ROLES[role]), share.x, share.y]);
}

/** A key share with its proof of possession. `scalar` is in [1, l) and never used before. */
export function makeKeyShare(hasher: Hasher, holder: ShareHolder, scalar: bigint): KeyShare {
  const share = mulBase(scalar);
  const pop = sign(hasher, scalar, possessionMessage(hasher, holder, share));
  return { x: share.x, y: share.y, r8x: pop.r8.x, r8y: pop.r8.y, s: pop.s };
}

export function verifyKeyShare(hasher: Hasher, holder: ShareHolder, share: KeyShare): boolean {
  const key = { x: share.x, y: share.y };
  const pop: Signature = { r8: { x: share.r8x, y: share.r8y }, s: share.s };
  return verify(hasher, key, possessionMessage(hasher, holder, key), pop);
}

/** P_op ≠ ±P_reg: else the sum is trivial or one party alone knows the key. */
export function sharesIndependent(a: KeyShare, b: KeyShare): boolean {
  const p = { x: a.x, y: a.y };
  const q = { x: b.x, y: b.y };
  return isValidKey(p) && isValidKey(q) && !equal(p, q) && !equal(p, negate(q));
}
