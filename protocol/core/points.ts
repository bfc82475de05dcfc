/** Connection points: a position in the registry tree. protocol/core.md "Connection point". */
import type { Aggregator } from '../roles.js';
import { TAGS } from '../tags.js';
import type { Point } from './crypto/babyjub.js';
import { isCanonical } from './crypto/field.js';
import { type Hasher, hash } from './crypto/hash.js';
import { Bytes32, container, Fr, type Infer, Money, U8, U32, U64 } from './ssz.js';

/**
 * The whole preimage of a point's leaf, so that anyone can rebuild the tree.
 * kA and kB appear only as hashes.
 */
const pointFields = {
  position: U32,
  ownerPk: Fr,
  /** Ed25519; kept beside the point, not in the leaf. */
  ownerSigPk: Bytes32,
  meterAx: Fr,
  meterAy: Fr,
  /** Wh a settlement period, u24 */
  importCap: U32,
  exportCap: U32,
  /** Wh a day, u32 */
  dayImportCap: U32,
  dayExportCap: U32,
  keyAHash: Fr,
  keyBHash: Fr,
  zone: U32,
  tariffId: U32,
  /** The household's usual worst daily bill. */
  dayLimit: Money,
  /** 1: the owner consents not to be hidden, so the point hides nobody; else 0. */
  open: U8,
} as const;

/** A connection point as SSZ: its whole public record. Energy in Wh, `dayLimit` in 1e-8 currency. */
export const PointRecord = container(pointFields);
/** A connection point's public record. Energy in Wh, `dayLimit` in 1e-8 currency. */
export type PointRecord = Infer<typeof PointRecord>;

/** Enrolment and change carry the same fields and the same four signatures. */
export const PointBody = container({ sequence: U64, ...pointFields });
export type PointBody = Infer<typeof PointBody>;

export const RevokePointBody = container({ sequence: U64, position: U32 });
export type RevokePointBody = Infer<typeof RevokePointBody>;

export function keyAHash(hasher: Hasher, kA: bigint): bigint {
  return hash(hasher, TAGS.KEYA, [kA]);
}

export function keyBHash(hasher: Hasher, kB: bigint): bigint {
  return hash(hasher, TAGS.KEYB, [kB]);
}

/**
 * What A (or B) checks of the key it is sent before it signs: it opens its own hash, and not the other's,
 * for with kA = kB one of the two alone could unmask.
 */
export function isAggregationKey(
  hasher: Hasher,
  role: Aggregator,
  point: Pick<PointRecord, 'keyAHash' | 'keyBHash'>,
  key: bigint,
): boolean {
  if (!isCanonical(key)) return false;
  const a = keyAHash(hasher, key) === point.keyAHash;
  const b = keyBHash(hasher, key) === point.keyBHash;
  return role === 'A' ? a && !b : b && !a;
}

export function zoneTariff(zone: number, tariffId: number): bigint {
  return BigInt(zone) + (BigInt(tariffId) << 32n);
}

/** Unique in the tree because the position is inside: stands for the connection point in nullifiers. */
export function pointCommitment(hasher: Hasher, p: PointRecord): bigint {
  return hash(hasher, TAGS.POINT, [
    BigInt(p.position),
    p.meterAx,
    p.meterAy,
    BigInt(p.dayImportCap),
    BigInt(p.dayExportCap),
    p.keyAHash,
    p.keyBHash,
    BigInt(p.open),
  ]);
}

export function pointLeaf(hasher: Hasher, p: PointRecord): bigint {
  return hash(hasher, TAGS.LEAF, [
    p.ownerPk,
    pointCommitment(hasher, p),
    zoneTariff(p.zone, p.tariffId),
    BigInt(p.importCap),
    BigInt(p.exportCap),
    p.dayLimit,
  ]);
}

/** Leaf of a revoked point: nobody knows an ownerPk preimage of 0, and it is no empty leaf. */
export function tombstone(hasher: Hasher): bigint {
  return hash(hasher, TAGS.LEAF, [0n, 0n, 0n, 0n, 0n, 0n]);
}

export function meterKey(p: PointRecord): Point {
  return { x: p.meterAx, y: p.meterAy };
}
