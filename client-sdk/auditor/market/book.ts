/** What the auditor keeps of the day's energy market. */
import type { Point } from '@veilgrid/protocol/core/crypto/babyjub';
import type { Kind } from '@veilgrid/protocol/kinds';
import type { OpenAuctionBody } from '@veilgrid/protocol/market/auction';
import type { ClearingResult } from '@veilgrid/protocol/market/clearing';
import type { Totals } from '@veilgrid/protocol/market/lanes';
import type { CoreBooks, Progress } from '../core/books.js';
import type { Rule } from '../core/ledger.js';
import type { Tree } from '../core/tree.js';
import type { Market } from './prices.js';

/** The sums of a set of auctions, and how their money was shared out. */
export interface Published {
  /** Sets below ten that were merged, then the one that took them in. */
  readonly auctions: readonly bigint[];
  readonly totals: Totals;
  readonly deposits: bigint;
  readonly dsoShare: bigint;
  /** Of forfeits: the DSO's. */
  readonly forfeitRest: bigint;
  readonly supplierShare: bigint;
  readonly dsoDebt: bigint;
}

/** What the auditor keeps of an auction; its settlements are the group of the same id. */
export interface AuctionBook {
  readonly id: bigint;
  readonly terms: OpenAuctionBody;
  readonly market: Market;
  readonly key: Point;
  readonly pointRoot: bigint;
  readonly bond: bigint;
  /** Of operator and regulator, each, until the auction ends. */
  readonly lock: bigint;
  /** What a silent role lost to the orders, and each one's share. */
  forfeit: bigint;
  share: bigint;
  outcome: 'open' | 'closed' | 'void';
  /** Time of the block with the regulator's share. */
  releasedAt?: bigint;
  /** folds[i]: the running hash after i orders. */
  readonly folds: bigint[];
  readonly orders: Tree;
  deposits: bigint;
  readonly clearing: Progress;
  result?: ClearingResult;
  statusTags?: ReadonlySet<bigint>;
  /** Orders settled, or billed off the ledger. */
  readonly settled: Set<bigint>;
  published?: Published;
}

/** The market's own books. */
export interface MarketBook {
  readonly auctions: Map<bigint, AuctionBook>;
  /** Ordinates of the key shares ever used. */
  readonly shares: Set<bigint>;
  /** One order a point and auction. */
  readonly bids: Set<bigint>;
}

/** What the market's rules see. */
export type MarketBooks = CoreBooks & MarketBook;
export type MarketRule<K extends Kind> = Rule<K, MarketBooks>;

export function openMarketBook(): MarketBook {
  return { auctions: new Map(), shares: new Set(), bids: new Set() };
}
