/** The register of flexible points: who may offer for a point, and who is paid. docs/protocol/flexibility.md "Objects". */
import { type Hasher, hash } from '../core/crypto/hash.js';
import { Bytes32, container, Fr, type Infer, U32, U64 } from '../core/ssz.js';
import { TAGS } from '../tags.js';

/** Bound of a capability, Wh a half hour. */
export const CAPABILITY_BOUND = 2 ** 25;

export interface FlexLeaf {
  /** The point's commitment, as its live record gives it. */
  readonly point: bigint;
  /** Of the owner, or of the aggregator that offers for it. */
  readonly offerPk: bigint;
  /** Owner of the payment's note. */
  readonly payPk: bigint;
  readonly place: number;
  /** Wh a half hour, the most that may be accepted to turn down and to turn up. */
  readonly capDown: number;
  readonly capUp: number;
  readonly blind: bigint;
}

export function flexLeaf(hasher: Hasher, l: FlexLeaf): bigint {
  const caps = BigInt(l.capDown) + (BigInt(l.capUp) << 32n);
  return hash(hasher, TAGS.FLEX, [l.point, l.offerPk, l.payPk, BigInt(l.place), caps, l.blind]);
}

/** Puts a leaf at a point's position; 0 takes it out, by the DSO alone. */
export const FlexEnrolBody = container({
  sequence: U64,
  position: U32,
  leaf: Fr,
  /** The point owner's Ed25519 key, with which it signs; zeros where the leaf is taken out. */
  ownerSigPk: Bytes32,
});
export type FlexEnrolBody = Infer<typeof FlexEnrolBody>;
