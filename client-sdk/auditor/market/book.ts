/** What the auditor keeps of the day's energy market. */
import type { Kind } from '@veilgrid/protocol/kinds';
import type { OpenAuctionBody } from '@veilgrid/protocol/market/auction';
import type { MoneyLanes } from '@veilgrid/protocol/market/lanes';
import type { CoreBooks, SealedBook } from '../core/books.js';
import type { Ledger, Rule } from '../core/ledger.js';
import type { Market } from './prices.js';

/** The money of a set of auctions, and how it was shared out. */
export interface Published {
  /** Sets that waited and were merged, then the one that took them in. */
  readonly auctions: readonly bigint[];
  readonly members: number;
  readonly money: MoneyLanes;
  readonly deposits: bigint;
  readonly dsoShare: bigint;
  /** Of forfeits: the DSO's. */
  readonly forfeitRest: bigint;
  readonly supplierShare: bigint;
  readonly dsoDebt: bigint;
  /** Late bills before the publication. */
  readonly late: { readonly count: number; readonly paid: bigint; readonly fees: bigint };
  /** What late bills may still take, and did not. */
  held: bigint;
}

/** The points whose day the DSO reads. */
export interface StatusBook {
  parts: number;
  readonly listed: Set<bigint>;
  /** Of these, those that may use either reading. */
  readonly struck: Set<bigint>;
  /** Of the entries before settlement. */
  digest: Uint8Array;
}

/** What late bills came to. */
export interface LateBook {
  count: number;
  deposits: bigint;
  paid: bigint;
  fees: bigint;
}

/** What the auditor keeps of an auction: a sealed book, and its settlements, the group of the same id. */
export interface AuctionBook {
  readonly id: bigint;
  readonly terms: OpenAuctionBody;
  readonly market: Market;
  readonly sealed: SealedBook;
  readonly pointRoot: bigint;
  bond: bigint;
  /** Of one point, without rounding. */
  readonly largestBond: bigint;
  deposits: bigint;
  readonly status: StatusBook;
  /** Orders settled, or billed late. */
  readonly settled: Set<bigint>;
  readonly late: LateBook;
  published?: Published;
}

/** From this time on no late bill is taken. */
export function lateEnd({ genesis }: Ledger, { terms }: AuctionBook): bigint {
  return terms.settleEnd + BigInt(genesis.windows.late);
}

/** The market's own books. */
export interface MarketBook {
  readonly auctions: Map<bigint, AuctionBook>;
  /** One order a point and auction. */
  readonly bids: Set<bigint>;
}

/** What the market's rules see. */
export type MarketBooks = CoreBooks & MarketBook;
export type MarketRule<K extends Kind> = Rule<K, MarketBooks>;

export function openMarketBook(): MarketBook {
  return { auctions: new Map(), bids: new Set() };
}
