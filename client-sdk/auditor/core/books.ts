/** What an auditor knows of a ledger beside its modules: plain data, which can be copied, compared and kept. */
import { bytesToHex } from '@noble/hashes/utils.js';
import type { KeyShare } from '@veilgrid/protocol/core/books/keyShare';
import type { ClearingResult } from '@veilgrid/protocol/core/books/result';
import type { Point } from '@veilgrid/protocol/core/crypto/babyjub';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Peaks } from '@veilgrid/protocol/core/crypto/merkle';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { CORE_LOG } from '@veilgrid/protocol/core/groups/log';
import type { NetworkAsset } from '@veilgrid/protocol/core/measures/asset';
import type { PartyRecord } from '@veilgrid/protocol/core/parties';
import type { PointRecord } from '@veilgrid/protocol/core/points';
import type { Infer } from '@veilgrid/protocol/core/ssz';
import type { TariffRecord } from '@veilgrid/protocol/core/tariffs';
import { FROZEN_DEPTH } from '@veilgrid/protocol/params';
import type { AccountRole, Aggregator } from '@veilgrid/protocol/roles';
import { type ChainHead, genesisHead } from '../../verifier/chain.js';
import { type LeafTree, newLeafTree } from './leafTree.js';
import { newTree, rootOf, type Tree } from './tree.js';

/**
 * A party's has its number. `issued` alone may be negative: what it owes is all the money there is. Notes and the deposits of unpublished
 * auctions share `shielded`, because refunds pass between them unseen.
 */
export type Purse =
  | AccountRole
  | 'issued'
  | 'shielded'
  | 'bonds'
  | 'roleBonds'
  | 'held'
  | 'redeemed'
  | number;

/** Batches done and the hidden state after the last of them. */
export interface Progress {
  next: number;
  state: bigint;
}

/** What one aggregation role goes through, how far it is, and what it has opened. */
export interface TagBook {
  readonly seen: Set<bigint>;
  readonly folds: bigint[];
  /** `before`: the hidden state that the batch which opened something first began with. */
  readonly progress: Progress & { before: bigint };
  /** What it showed first of its masks, and what after that; with the times of the blocks. */
  firstSum?: readonly bigint[];
  firstAt?: bigint;
  maskSum?: readonly bigint[];
  restAt?: bigint;
}

/** What a book is opened with, in seconds and money units. */
export interface BookTerms {
  readonly id: bigint;
  readonly gate: bigint;
  readonly release: bigint;
  readonly close: bigint;
  readonly operatorShare: KeyShare;
  readonly regulatorShare: KeyShare;
  /** Of operator and regulator, each, until the book ends. */
  readonly lock: bigint;
  /** From so many entries that are not null there are enough. */
  readonly minGroup: number;
  /** 1: a result of fewer shows nothing. */
  readonly hides: 0 | 1;
}

/** A sealed book of whatever module. */
export interface SealedBook {
  readonly terms: BookTerms;
  readonly key: Point;
  outcome: 'open' | 'closed' | 'void';
  /** Time of the block with the regulator's share. */
  releasedAt?: bigint;
  /** Time of the block that closed it or made it void. */
  endedAt?: bigint;
  /** What a silent role lost. */
  forfeit: bigint;
  /** folds[i]: the running hash after i entries. */
  readonly folds: bigint[];
  readonly entries: Tree;
  readonly clearing: Progress;
  result?: ClearingResult;
}

/** A group of masked statements. */
export interface GroupBook {
  readonly id: bigint;
  /** Its module's line. */
  readonly rules: string;
  /** Groups of one series may be merged. */
  readonly series: bigint;
  /** From this time on nobody joins. */
  readonly freezes: bigint;
  readonly zone: number;
  readonly day: number;
  /** What its masks are of, once known. */
  terms?: bigint;
  readonly tags: Readonly<Record<Aggregator, TagBook>>;
  /** Members that count (of settlements: those that only their own meter read), and those of them that hide nobody. */
  status0: number;
  open: number;
  /** Lanes of its count word, where they open first. */
  counts?: readonly number[];
  /** Sums of the masked words, modulo r. */
  lanes: readonly bigint[];
}

/** An asset of a module. */
export interface AssetBook {
  /** The hundreds of the module's error numbers. */
  readonly module: number;
  /** Exchanged from this time on, Unix seconds; undefined: frozen. */
  live?: bigint;
  supply: bigint;
}

/** A group that divides an auction's set. */
export interface PartBook {
  readonly group: bigint;
  readonly kind: 'need' | 'panel' | 'issue';
  /** Its place among those of its kind. */
  readonly number: bigint;
  /** Half hours that it asks for, bit by bit; of a need those that were called. */
  readonly imports: bigint;
  readonly exports: bigint;
  /** Whether its money word holds members' own peaks. */
  readonly peaks: boolean;
  /** Of a need: those of its members whose statements name this auction. */
  readonly members?: number;
}

/** Which points take part in a day. */
export interface DayPoints {
  readonly root: bigint;
  readonly changes: number;
}

/** A readings' tree that still grows. */
export interface ReadingBook {
  readonly freezes: bigint;
  readonly tree: Tree;
  count: number;
}

/** The books of core. */
export interface CoreBooks {
  head: ChainHead;
  /** Times without a block that were longer than genesis allows, in order. */
  readonly outages: { readonly from: bigint; readonly to: bigint }[];
  /** By the number of a role or of a party. */
  readonly sequences: Map<number, bigint>;
  /** Records by partyId, and every key that is taken. */
  readonly parties: { readonly records: Map<number, PartyRecord>; readonly keys: Set<string> };
  readonly money: Map<Purse, bigint>;
  readonly notes: { readonly tree: Tree; readonly cms: Set<bigint>; readonly roots: Set<bigint> };
  /** Beside money; `supply`: issued, and not taken out again. */
  readonly assets: Map<bigint, AssetBook>;
  readonly log: { tree: Peaks; readonly keys: Set<string> };
  readonly nullifiers: Set<bigint>;
  /** Trees of modules, by name. */
  readonly leaves: Map<string, LeafTree>;
  readonly readings: {
    /** In the order of opening. */
    readonly open: Map<bigint, ReadingBook>;
    /** What froze, in order. */
    readonly frozen: Map<bigint, { readonly count: number; readonly root: bigint }>;
    /** Over what froze, and every root it had after a block. */
    readonly tree: Tree;
    readonly roots: Set<bigint>;
    /** Roots of the chunks of what froze. */
    readonly chunks: Map<bigint, readonly bigint[]>;
  };
  readonly points: {
    readonly leaves: LeafTree;
    readonly at: Map<number, { point: PointRecord; live: boolean }>;
    /** Which live point holds a key. */
    readonly holders: Map<string, number>;
    /** Live points of a zone and tariff, by position. */
    readonly groups: Map<bigint, Map<number, PointRecord>>;
    /** Every enrolment, change and revocation in order: the point, or only its position once it was revoked. */
    readonly history: { readonly position: number; readonly point?: PointRecord }[];
    /** Of the history, as the log shows it. */
    digest: Uint8Array;
    /** By day: the root, and how long the history was, when its first auction opened. */
    readonly days: Map<number, DayPoints>;
  };
  readonly measures: {
    /** Every version, in order, by asset. */
    readonly assets: Map<number, readonly NetworkAsset[]>;
    /** Whose a meter's key is, in hex. */
    readonly meters: Map<string, number>;
    /** By asset and day: how often its total was posted, and whether it stands. */
    readonly totals: Map<string, { posts: number; live: boolean }>;
    /** By asset and day: customers in others' totals of its own part. */
    readonly others: Map<string, number>;
    readonly peaks: Set<string>;
  };
  /** By tariff and day. */
  readonly tariffs: Map<string, TariffRecord>;
  readonly sealed: Map<bigint, SealedBook>;
  /** Ordinates of the key shares ever used. */
  readonly shares: Set<bigint>;
  /** In the order in which they were put. */
  readonly groups: Map<bigint, GroupBook>;
  /** By host: the set that was published, and when. */
  readonly published: Map<bigint, { readonly set: readonly bigint[]; readonly at: bigint }>;
  /** By the auction's group. */
  readonly parts: Map<bigint, PartBook[]>;
  /** By host: what the log says of its set's energy. */
  readonly sums: Map<bigint, Infer<typeof CORE_LOG.sum.body>>;
  /** By zone and day: which half hours were called, bit by bit. */
  readonly called: Map<string, bigint>;
  /** By auction: settlements of status 0 whose day was read anew since. */
  readonly corrected: Map<bigint, number>;
  /** What the DSO owes the supplier from its next shares. */
  dsoDebt: bigint;
}

/** Everybody that genesis gives a key begins with it; a key that was ever anybody's stays so. */
function keysOfGenesis({ keys, consensus }: Genesis): Set<string> {
  return new Set([...Object.values(keys), ...consensus.validators.map((v) => v.publicKey)].map(bytesToHex));
}

export function openCoreBooks(genesis: Genesis, hasher: Hasher): CoreBooks {
  const notes = newTree(hasher, genesis.params.noteDepth);
  const frozen = newTree(hasher, FROZEN_DEPTH);
  return {
    head: genesisHead(genesis),
    outages: [],
    sequences: new Map(),
    parties: { records: new Map(), keys: keysOfGenesis(genesis) },
    money: new Map(),
    notes: { tree: notes, cms: new Set(), roots: new Set([rootOf(notes)]) },
    assets: new Map(),
    log: { tree: { count: 0, peaks: [] }, keys: new Set() },
    nullifiers: new Set(),
    leaves: new Map(),
    readings: {
      open: new Map(),
      frozen: new Map(),
      tree: frozen,
      roots: new Set([rootOf(frozen)]),
      chunks: new Map(),
    },
    points: {
      leaves: newLeafTree(hasher, genesis.params.pointDepth, false),
      at: new Map(),
      holders: new Map(),
      groups: new Map(),
      history: [],
      digest: new Uint8Array(32),
      days: new Map(),
    },
    measures: {
      assets: new Map(),
      meters: new Map(),
      totals: new Map(),
      others: new Map(),
      peaks: new Set(),
    },
    tariffs: new Map(),
    sealed: new Map(),
    shares: new Set(),
    groups: new Map(),
    published: new Map(),
    parts: new Map(),
    sums: new Map(),
    called: new Map(),
    corrected: new Map(),
    dsoDebt: 0n,
  };
}
