/** What an auditor knows of a ledger beside its modules: plain data, which can be copied, compared and kept. */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Peaks } from '@veilgrid/protocol/core/crypto/merkle';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { CORE_LOG } from '@veilgrid/protocol/core/groups/log';
import type { PointRecord } from '@veilgrid/protocol/core/points';
import type { Infer } from '@veilgrid/protocol/core/ssz';
import type { TariffRecord } from '@veilgrid/protocol/core/tariffs';
import type { AccountRole, Aggregator, Role } from '@veilgrid/protocol/roles';
import { type ChainHead, genesisHead } from '../../verifier/chain.js';
import { newTree, rootOf, type Tree } from './tree.js';

/**
 * `issued` alone may be negative: what it owes is all the money there is. Notes and the deposits of unpublished
 * auctions share `shielded`, because refunds pass between them unseen.
 */
export type Purse = AccountRole | 'issued' | 'shielded' | 'bonds' | 'roleBonds' | 'held' | 'redeemed';

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
  /** What it showed first of its masks, and what after that. */
  firstSum?: readonly bigint[];
  maskSum?: readonly bigint[];
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
}

/** Which points take part in a day. */
export interface DayPoints {
  readonly root: bigint;
  readonly changes: number;
}

/** The books of core. */
export interface CoreBooks {
  head: ChainHead;
  /** Times without a block that were longer than genesis allows, in order. */
  readonly outages: { readonly from: bigint; readonly to: bigint }[];
  readonly sequences: Map<Role, bigint>;
  readonly money: Map<Purse, bigint>;
  readonly notes: { readonly tree: Tree; readonly cms: Set<bigint>; readonly roots: Set<bigint> };
  readonly log: { tree: Peaks; readonly keys: Set<string> };
  readonly nullifiers: Set<bigint>;
  readonly points: {
    readonly tree: Tree;
    readonly at: Map<number, { point: PointRecord; live: boolean }>;
    /** Which live point holds a key. */
    readonly holders: Map<string, number>;
    /** Live points of a zone and tariff, by position. */
    readonly groups: Map<bigint, Map<number, PointRecord>>;
    /** Every enrolment, change and revocation in order: the point, or only its position once it was revoked. */
    readonly history: { readonly position: number; readonly point?: PointRecord }[];
    /** By day: the root, and how long the history was, when its first auction opened. */
    readonly days: Map<number, DayPoints>;
  };
  /** By tariff and day. */
  readonly tariffs: Map<string, TariffRecord>;
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
  /** What the DSO owes the supplier from its next shares. */
  dsoDebt: bigint;
}

export function openCoreBooks(genesis: Genesis, hasher: Hasher): CoreBooks {
  const notes = newTree(hasher, genesis.params.noteDepth);
  return {
    head: genesisHead(genesis),
    outages: [],
    sequences: new Map(),
    money: new Map(),
    notes: { tree: notes, cms: new Set(), roots: new Set([rootOf(notes)]) },
    log: { tree: { count: 0, peaks: [] }, keys: new Set() },
    nullifiers: new Set(),
    points: {
      tree: newTree(hasher, genesis.params.pointDepth),
      at: new Map(),
      holders: new Map(),
      groups: new Map(),
      history: [],
      days: new Map(),
    },
    tariffs: new Map(),
    groups: new Map(),
    published: new Map(),
    parts: new Map(),
    sums: new Map(),
    called: new Map(),
    dsoDebt: 0n,
  };
}
