/** Auctions: one zone, one tariff, one day. protocol/market.md "Auction" and "Market data of an auction". */
import { equal, isValidKey, mulBase, negate, type Point } from '../core/crypto/babyjub.js';
import { type Signature, sign, verify } from '../core/crypto/eddsa.js';
import { type Hasher, hash } from '../core/crypto/hash.js';
import { container, Fr, type Infer, listOf, Money, Price, U16, U32, U64 } from '../core/ssz.js';
import type { TariffRecord } from '../core/tariffs.js';
import { MAX_LEVEL, MAX_TIERS } from '../params.js';
import { ROLES } from '../roles.js';
import { TAGS } from '../tags.js';

export function auctionIdOf(
  hasher: Hasher,
  chainId: bigint,
  { zone, tariffId, day }: { readonly zone: number; readonly tariffId: number; readonly day: number },
): bigint {
  return hash(hasher, TAGS.AUCTION, [chainId, BigInt(zone), BigInt(tariffId), BigInt(day)]);
}

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

/** What an auction is opened with, in the body and in the ledger's record of it. */
export const auctionTerms = {
  zone: U32,
  tariffId: U32,
  day: U32,
  /** Lowest price; a level is `tick` above the one before. */
  floor: Price,
  tick: U16,
  collateral: Price,
  /** Accepted deposits, ascending. */
  tiers: listOf(Money, MAX_TIERS),
  gate: U64,
  release: U64,
  close: U64,
  settleFrom: U64,
  settleEnd: U64,
  publish: U64,
} as const;

export const OpenAuctionBody = container({
  sequence: U64,
  ...auctionTerms,
  operatorShare: KeyShare,
  regulatorShare: KeyShare,
});
export type OpenAuctionBody = Infer<typeof OpenAuctionBody>;

/** The regulator's half of the key, for this book alone: the number of the frozen orders and their fold. */
export const ReleaseShareBody = container({ sequence: U64, auctionId: Fr, scalar: Fr, count: U32, fold: Fr });
export type ReleaseShareBody = Infer<typeof ReleaseShareBody>;

export const VoidAuctionBody = container({ auctionId: Fr });
export type VoidAuctionBody = Infer<typeof VoidAuctionBody>;

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

/** Market data as circuits and matcher use them. */
export interface MarketData {
  readonly floor: bigint;
  readonly tick: bigint;
  readonly collateral: bigint;
  readonly minExport: bigint;
  readonly fixedPerDay: bigint;
  readonly importPrice: readonly bigint[];
  readonly exportPrice: readonly bigint[];
  readonly network: readonly bigint[];
  readonly discount: readonly bigint[];
}

export function marketData(
  auction: Pick<OpenAuctionBody, 'floor' | 'tick' | 'collateral'>,
  tariff: TariffRecord,
): MarketData {
  const floor = BigInt(auction.floor);
  const exportPrice = tariff.exportPrice.map(BigInt);
  return {
    floor,
    tick: BigInt(auction.tick),
    collateral: BigInt(auction.collateral),
    minExport: [0n, floor, ...exportPrice].reduce((a, b) => (b < a ? b : a)),
    fixedPerDay: tariff.fixedPerDay,
    importPrice: tariff.importPrice.map(BigInt),
    exportPrice,
    network: tariff.network.map(BigInt),
    discount: tariff.discount.map(BigInt),
  };
}

export function capOf(market: Pick<MarketData, 'floor' | 'tick'>): bigint {
  return market.floor + market.tick * BigInt(MAX_LEVEL);
}

export function priceOf(market: Pick<MarketData, 'floor' | 'tick'>, level: number | bigint): bigint {
  return market.floor + market.tick * BigInt(level);
}
