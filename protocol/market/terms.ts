/**
 * Terms of an auction: the digest of everything that a settlement takes from the chain, so that masks belong to
 * what was settled. protocol/market.md "Terms".
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { bigIntToBytes, bytesToBigInt, mod } from '../core/crypto/field.js';
import { Bytes32, container, Fr, type Infer, Price, U8, U16, U32, vectorOf } from '../core/ssz.js';
import { byProfile, MONEY, type Params, type Profile } from '../params.js';
import type { SettleAuction } from './settlement.js';

function termsType({ K }: Params) {
  return container({
    chainId: Fr,
    auctionId: Fr,
    zone: U32,
    tariffId: U32,
    day: U32,
    asset: Fr,
    dsoX: Fr,
    dsoY: Fr,
    floor: Price,
    tick: U16,
    /** Signed, modulo r. */
    fixedPerDay: Fr,
    importPrice: vectorOf(Price, K),
    exportPrice: vectorOf(Price, K),
    network: vectorOf(U32, K),
    discount: vectorOf(U32, K),
    orderCount: U32,
    orderRoot: Fr,
    void: U8,
    traded: Fr,
    p: vectorOf(U16, K),
    lambdaBuy: vectorOf(U32, K),
    lambdaSell: vectorOf(U32, K),
    statusDigest: Bytes32,
    groupId: Fr,
    late: U8,
  });
}

const typeOf = byProfile(termsType);

/** What an auction was opened with, what came in and what it ended with. */
export interface TermsInput extends Omit<SettleAuction, 'terms'> {
  readonly zone: number;
  readonly tariffId: number;
  readonly orderCount: number;
  readonly void: boolean;
  /** 32 bytes. */
  readonly statusDigest: Uint8Array;
}

/** The bytes that terms are the digest of: 344 + 26·K. A void auction's result is zeros. */
export function termsBytes(profile: Profile, t: TermsInput): Uint8Array {
  const { market, result } = t;
  const record: Infer<ReturnType<typeof termsType>> = {
    chainId: t.chainId,
    auctionId: t.auctionId,
    zone: t.zone,
    tariffId: t.tariffId,
    day: t.day,
    asset: MONEY,
    dsoX: t.dsoDataKey.x,
    dsoY: t.dsoDataKey.y,
    floor: Number(market.floor),
    tick: Number(market.tick),
    fixedPerDay: mod(market.fixedPerDay),
    importPrice: market.importPrice.map(Number),
    exportPrice: market.exportPrice.map(Number),
    network: market.network.map(Number),
    discount: market.discount.map(Number),
    orderCount: t.orderCount,
    orderRoot: t.orderRoot,
    void: t.void ? 1 : 0,
    traded: result.traded,
    p: [...result.p],
    lambdaBuy: [...result.lambdaBuy],
    lambdaSell: [...result.lambdaSell],
    statusDigest: t.statusDigest,
    groupId: t.groupId,
    late: t.late ? 1 : 0,
  };
  return typeOf(profile).serialize(record);
}

/** First 31 bytes of SHA-256(`vg1:TERMS` ‖ bytes), as a field element. */
export function termsOf(profile: Profile, input: TermsInput): bigint {
  const digest = sha256(concatBytes(utf8ToBytes('vg1:TERMS'), termsBytes(profile, input)));
  return bytesToBigInt(digest.subarray(0, 31));
}

/** Of a list without entries. */
export const NO_STATUS_DIGEST = new Uint8Array(32);

/** What stands for a sealed reading in the digest of its list. */
export function statusMemoHash({
  ephemeral,
  sealed,
}: {
  readonly ephemeral: Uint8Array;
  readonly sealed: Uint8Array;
}): Uint8Array {
  return sha256(concatBytes(ephemeral, sealed));
}

/** The running digest of a status list, after one entry more: whoever recomputes it takes 64 bytes an entry. */
export function nextStatusDigest(
  digest: Uint8Array,
  { tag, memoHash }: { readonly tag: bigint; readonly memoHash: Uint8Array },
): Uint8Array {
  return sha256(concatBytes(digest, bigIntToBytes(tag, 32), memoHash));
}

/** The same after these entries, of which the whole memos are known. */
export function statusDigestAfter(
  digest: Uint8Array,
  entries: readonly { readonly tag: bigint; readonly ephemeral: Uint8Array; readonly sealed: Uint8Array }[],
): Uint8Array {
  return entries
    .map((entry) => ({ tag: entry.tag, memoHash: statusMemoHash(entry) }))
    .reduce(nextStatusDigest, digest);
}
