/** Auctions: one zone, one tariff, one day. protocol/market.md "Auction" and "Market data of an auction". */
import { KeyShare } from '../core/books/keyShare.js';
import type { BookGroup } from '../core/books/result.js';
import { bookTimes } from '../core/books/times.js';
import { type Hasher, hash } from '../core/crypto/hash.js';
import { container, type Infer, listOf, Money, Price, U16, U32, U64 } from '../core/ssz.js';
import type { TariffRecord } from '../core/tariffs.js';
import { MAX_LEVEL, MAX_TIERS, MIN_GROUP } from '../params.js';
import { TAGS } from '../tags.js';

export function auctionIdOf(
  hasher: Hasher,
  chainId: bigint,
  { zone, tariffId, day }: { readonly zone: number; readonly tariffId: number; readonly day: number },
): bigint {
  return hash(hasher, TAGS.AUCTION, [chainId, BigInt(zone), BigInt(tariffId), BigInt(day)]);
}

/** Of every auction's book: its levels are shown however few took part. */
export const AUCTION_GROUP = { minGroup: MIN_GROUP, hides: 0 } as const satisfies BookGroup;

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
  ...bookTimes,
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

/** Market data as circuits and matcher use them. */
export interface MarketData {
  readonly floor: bigint;
  readonly tick: bigint;
  readonly collateral: bigint;
  readonly minExport: bigint;
  /** Below zero where a forfeit's share is larger than the charge. */
  readonly fixedPerDay: bigint;
  readonly importPrice: readonly bigint[];
  readonly exportPrice: readonly bigint[];
  readonly network: readonly bigint[];
  readonly discount: readonly bigint[];
}

/** @param share of a forfeit, which each order of a void auction has off the fixed charge */
export function marketData(
  auction: Pick<OpenAuctionBody, 'floor' | 'tick' | 'collateral'>,
  tariff: TariffRecord,
  share = 0n,
): MarketData {
  const floor = BigInt(auction.floor);
  const exportPrice = tariff.exportPrice.map(BigInt);
  return {
    floor,
    tick: BigInt(auction.tick),
    collateral: BigInt(auction.collateral),
    minExport: [0n, floor, ...exportPrice].reduce((a, b) => (b < a ? b : a)),
    fixedPerDay: tariff.fixedPerDay - share,
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
