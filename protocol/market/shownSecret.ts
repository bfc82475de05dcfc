/**
 * The X25519 secret of an owner's key and a memo's ephemeral key, shown to be that one: as a point of the Edwards form,
 * with a proof of equal discrete logarithms (Chaum and Pedersen), made non-interactive by SHA-512. It opens the one memo
 * and says nothing of the key. protocol/market.md, strikeStatus.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToNumberLE, numberToBytesLE } from '@noble/curves/utils.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';

const { Point } = ed25519;
const { Fp, Fn } = Point;
type Point = InstanceType<typeof Point>;

/** Point, challenge and answer, 32 bytes each. */
export const SHOWN_SECRET_BYTES = 96;
const DOMAIN = utf8ToBytes('vg1:MEMO');
const NONCE = utf8ToBytes('vg1:MEMO/nonce');

const scalarOf = (...parts: Uint8Array[]) => Fn.create(bytesToNumberLE(sha512(concatBytes(...parts))));
const challengeOf = (...points: Point[]) => scalarOf(DOMAIN, ...points.map((point) => point.toBytes()));

/** Canonical, of the group of prime order, and not its zero. */
function pointOf(bytes: Uint8Array): Point | undefined {
  try {
    const point = Point.fromBytes(bytes);
    return point.isTorsionFree() && !point.is0() ? point : undefined;
  } catch {
    return undefined;
  }
}

/** y = (u − 1)/(u + 1) and the even x: which of the two it is, the point of a secret says. */
function ephemeralPoint(ephemeral: Uint8Array): Point | undefined {
  const u = bytesToNumberLE(ephemeral);
  if (u >= Fp.ORDER || u === Fp.neg(Fp.ONE)) return undefined;
  return pointOf(numberToBytesLE(Fp.div(Fp.sub(u, Fp.ONE), Fp.add(u, Fp.ONE)), 32));
}

/** Whether it is the key of anybody's secret, as whoever seals as the protocol says makes it: no other opens a memo. */
export const isEphemeralKey = (ephemeral: Uint8Array): boolean => ephemeralPoint(ephemeral) !== undefined;

/**
 * @param signSecret the owner's Ed25519 secret
 * @returns 96 bytes; undefined where the ephemeral key is none, which needs no showing
 */
export function showMemoSecret(signSecret: Uint8Array, ephemeral: Uint8Array): Uint8Array | undefined {
  const base = ephemeralPoint(ephemeral);
  if (!base) return undefined;
  const { scalar, point } = ed25519.utils.getExtendedPublicKey(signSecret);
  const secret = base.multiply(scalar);
  // All that the challenge hashes follows from these two: no nonce answers two challenges.
  const nonce = scalarOf(NONCE, signSecret, ephemeral);
  const challenge = challengeOf(point, base, secret, Point.BASE.multiply(nonce), base.multiply(nonce));
  const answer = Fn.add(nonce, Fn.mul(challenge, scalar));
  return concatBytes(secret.toBytes(), Fn.toBytes(challenge), Fn.toBytes(answer));
}

/**
 * @param ownerSigPk Ed25519, of the pinned record
 * @returns what `openStatusMemo` takes; undefined where it is not shown to be that of the two keys
 */
export function readMemoSecret(
  shown: Uint8Array,
  ownerSigPk: Uint8Array,
  ephemeral: Uint8Array,
): Uint8Array | undefined {
  const bytes = shown.subarray(0, 32);
  const [owner, base, secret] = [pointOf(ownerSigPk), ephemeralPoint(ephemeral), pointOf(bytes)];
  const [challenge, answer] = [32, 64].map((at) => bytesToNumberLE(shown.subarray(at, at + 32)));
  if (!owner || !base || !secret || shown.length !== SHOWN_SECRET_BYTES) return undefined;
  if (challenge! >= Fn.ORDER || answer! >= Fn.ORDER) return undefined;
  const firstOf = (of: Point, to: Point) =>
    of.multiplyUnsafe(answer!).subtract(to.multiplyUnsafe(challenge!));
  const first = [firstOf(Point.BASE, owner), firstOf(base, secret)];
  if (challengeOf(owner, base, secret, ...first) !== challenge) return undefined;
  return ed25519.utils.toMontgomery(bytes);
}
