/** What the auditor keeps of the flexibility market. */
import { ensure, fail } from '@veilgrid/protocol/errors';
import type { Area } from '@veilgrid/protocol/flexibility/area';
import type { OpenNeedBody } from '@veilgrid/protocol/flexibility/need';
import type { Kind } from '@veilgrid/protocol/kinds';
import type { SealedBook } from '../core/books.js';
import type { Ledger, Rule } from '../core/ledger.js';
import { entryCount } from '../core/sealedBooks.js';
import type { AuctionBook, MarketBooks } from '../market/book.js';

/** What was sold in a half hour. */
export interface Sale {
  readonly level: number;
  /** Of offers at that level, Wh. */
  readonly margin: number;
  readonly bought: bigint;
}

/** A half hour's factors, of 1024. */
export interface Factor {
  readonly imports: bigint;
  readonly exports: bigint;
}

/** The money of a set of needs, and how it was shared out. */
export interface PublishedNeed {
  /** Sets that waited and were merged, then the one that took them in. */
  readonly needs: readonly bigint[];
  readonly members: number;
  readonly pay: bigint;
  readonly deposit: bigint;
  readonly charges: bigint;
  readonly unproven: bigint;
  readonly compensation: bigint;
  readonly buyerShare: bigint;
  /** Of forfeits: the issuer's. */
  readonly forfeitRest: bigint;
  /** What late payments may still take, and did not. */
  held: bigint;
}

/** A need: a sealed book, what is called of it, its payments and their money. */
export interface NeedBook {
  readonly id: bigint;
  readonly terms: OpenNeedBody;
  readonly openedAt: bigint;
  readonly area: Area;
  readonly sealed: SealedBook;
  /** The register as the day's first need found it. */
  readonly flexRoot: bigint;
  /** Those of its day in its zones, by zone, then tariff. */
  readonly auctions: readonly bigint[];
  /** Its baseline's, latest first. */
  readonly days: readonly number[];
  /** Of the buyer, still locked. */
  lock: bigint;
  /** Of offers, less what was given back before a publication. */
  deposits: bigint;
  readonly late: { count: number; paid: bigint };
  /** By half hour, undefined where nothing trades; once the book has ended. */
  sales?: readonly (Sale | undefined)[];
  /** Half hours, bit by bit. */
  called: bigint;
  /** By auction: those that name it, in the sums. */
  readonly deliveries: Map<bigint, number>;
  /** By half hour; once something was settled. */
  factors?: readonly Factor[];
  published?: PublishedNeed;
}

/** The module's own books. */
export interface FlexibilityBook {
  readonly areas: Map<number, Area>;
  /** Days off beside weekends. */
  readonly daysOff: Set<number>;
  /** By day. */
  readonly flexRoots: Map<number, bigint>;
  /** In the order of opening. */
  readonly needs: Map<bigint, NeedBook>;
  /** One offer a point and day. */
  readonly offered: Set<bigint>;
}

/** What the module's rules see. */
export type FlexibilityBooks = MarketBooks & FlexibilityBook;
export type FlexibilityLedger = Ledger<FlexibilityBooks>;
export type FlexibilityRule<K extends Kind> = Rule<K, FlexibilityBooks>;

export function openFlexibilityBook(): FlexibilityBook {
  return {
    areas: new Map(),
    daysOff: new Set(),
    flexRoots: new Map(),
    needs: new Map(),
    offered: new Set(),
  };
}

/** @throws ProtocolError NEED_UNKNOWN */
export function needOf({ needs }: FlexibilityBooks, id: bigint): NeedBook {
  const need = needs.get(id);
  if (!need) throw fail('NEED_UNKNOWN', { field: 'needId' });
  return need;
}

/** Entries that are not the buyer's own. */
export const offersIn = ({ sealed, terms }: NeedBook) => entryCount(sealed) - terms.steps.length;

/** Whether nothing was bought: by silence, or by too few. */
export function isVoid({ sealed: { outcome, result } }: NeedBook): boolean {
  return outcome === 'void' || (outcome === 'closed' && !result!.enough);
}

/** From this time on no late payment is taken. */
export function paymentsEnd({ genesis }: Ledger, { terms }: NeedBook): bigint {
  return terms.deliverEnd + BigInt(genesis.windows.late);
}

/** @throws ProtocolError PHASE_WRONG while the book is open */
export function ensureEnded({ sealed }: NeedBook): void {
  ensure(sealed.outcome !== 'open', 'PHASE_WRONG');
}

/** Auctions of a day in some zones, by zone, then tariff. */
export function auctionsIn({ auctions }: MarketBooks, zones: readonly number[], day: number): AuctionBook[] {
  return [...auctions.values()]
    .filter(({ terms }) => terms.day === day && zones.includes(terms.zone))
    .sort((a, b) => a.terms.zone - b.terms.zone || a.terms.tariffId - b.terms.tariffId);
}

export const isSet = (bits: bigint, k: number): boolean => (bits / 2n ** BigInt(k)) % 2n === 1n;
