/** What an auditor knows of a ledger: plain data, which can be copied, compared and kept. */
import type { Point } from '@veilgrid/protocol/core/crypto/babyjub';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { Totals } from '@veilgrid/protocol/core/groups/masks';
import type { PointRecord } from '@veilgrid/protocol/core/points';
import type { TariffRecord } from '@veilgrid/protocol/core/tariffs';
import type { OpenAuctionBody } from '@veilgrid/protocol/market/auction';
import type { ClearingResult } from '@veilgrid/protocol/market/clearing';
import type { AccountRole, Aggregator, Role } from '@veilgrid/protocol/roles';
import type { Bodies, Kind } from '@veilgrid/protocol/tx';
import { type ChainHead, genesisHead } from '../verifier/chain.js';
import { newTree, rootOf, type Tree } from './core/tree.js';
import type { Market } from './market/prices.js';

/** The sums of a set of auctions, and how their money was shared out. */
export interface Published {
  /** Sets below ten that were merged, then the one that took them in. */
  readonly auctions: readonly bigint[];
  readonly totals: Totals;
  readonly deposits: bigint;
  readonly dsoShare: bigint;
  readonly supplierShare: bigint;
  readonly dsoDebt: bigint;
}

/** Batches done and the hidden state after the last of them. */
export interface Progress {
  next: number;
  state: bigint;
}

/** What one aggregation role goes through, and how far it is. */
export interface TagBook {
  readonly seen: Set<bigint>;
  readonly folds: bigint[];
  readonly progress: Progress;
  maskSum?: readonly bigint[];
}

/** What the auditor keeps of an auction. */
export interface AuctionBook {
  readonly id: bigint;
  readonly terms: OpenAuctionBody;
  readonly market: Market;
  readonly key: Point;
  readonly pointRoot: bigint;
  readonly bond: bigint;
  outcome: 'open' | 'closed' | 'void';
  released: boolean;
  /** folds[i]: the running hash after i orders. */
  readonly folds: bigint[];
  readonly orders: Tree;
  deposits: bigint;
  readonly clearing: Progress;
  result?: ClearingResult;
  statusTags?: ReadonlySet<bigint>;
  /** Orders settled, or billed off the ledger. */
  readonly settled: Set<bigint>;
  readonly tags: Readonly<Record<Aggregator, TagBook>>;
  lanes: readonly bigint[];
  published?: Published;
}

/**
 * `issued` alone may be negative: what it owes is all the money there is. Notes and the deposits of unpublished
 * auctions share `shielded`, because refunds pass between them unseen.
 */
export type Purse = AccountRole | 'issued' | 'shielded' | 'bonds' | 'roleBonds' | 'redeemed';

/** The auditor's books: money, notes, points and auctions as the blocks so far leave them. */
export interface Books {
  head: ChainHead;
  readonly sequences: Map<Role, bigint>;
  readonly money: Map<Purse, bigint>;
  readonly notes: { readonly tree: Tree; readonly cms: Set<bigint>; readonly roots: Set<bigint> };
  readonly nullifiers: Set<bigint>;
  readonly points: {
    readonly tree: Tree;
    readonly at: Map<number, { point: PointRecord; live: boolean }>;
    /** Which live point holds a key. */
    readonly holders: Map<string, number>;
  };
  /** By tariff and day. */
  readonly tariffs: Map<string, TariffRecord>;
  readonly auctions: Map<bigint, AuctionBook>;
  /** Ordinates of the key shares ever used. */
  readonly shares: Set<bigint>;
  /** One order a point and auction. */
  readonly bids: Set<bigint>;
  dsoDebt: bigint;
}

/** The ledger before block 1. */
export function openBooks(genesis: Genesis, hasher: Hasher): Books {
  const notes = newTree(hasher, genesis.params.noteDepth);
  return {
    head: genesisHead(genesis),
    sequences: new Map(),
    money: new Map(),
    notes: { tree: notes, cms: new Set(), roots: new Set([rootOf(notes)]) },
    nullifiers: new Set(),
    points: { tree: newTree(hasher, genesis.params.pointDepth), at: new Map(), holders: new Map() },
    tariffs: new Map(),
    auctions: new Map(),
    shares: new Set(),
    bids: new Set(),
    dsoDebt: 0n,
  };
}

/** The books at one transaction. */
export interface Ledger {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
  readonly books: Books;
  /** The block's, Unix seconds. */
  readonly time: bigint;
}

/**
 * Checks a transaction and enters it, in one pass: an audit ends at its first refusal, so nothing need be
 * taken back.
 * @returns the public signals its proof must prove, in the circuit's order; none for kinds without a proof
 * @throws ProtocolError
 */
export type Rule<K extends Kind> = (
  ledger: Ledger,
  body: Bodies[K],
  context: bigint,
) => readonly bigint[] | undefined;
