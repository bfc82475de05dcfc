import { bytesToHex } from '@noble/hashes/utils.js';
import { blockHash } from '@veilgrid/protocol/core/block';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { LedgerBlock } from '@veilgrid/protocol/core/ledgerFile';
import { type ErrorData, ensure, fail, ProtocolError } from '@veilgrid/protocol/errors';
import { createHasher } from '@veilgrid/wasm-core';
import { compareStore, type ReplayedStore } from './compareStore.js';
import { originOf } from './consensus/solo/origin.js';
import { checkRoots, openBlock } from './consensus/solo/sealBlock.js';
import { assertGenesisKeys } from './proofs/keys.js';
import { openTx } from './proofs/openTx.js';
import {
  ensureProven,
  type PreparedTx,
  type ProofVerifier,
  prepareTx,
  trustProof,
} from './proofs/verifyTx.js';
import { createProofVerifier } from './proofs/workers.js';
import { applyBlock } from './state/applyBlock.js';
import { applyTx, checkTx } from './state/applyTx.js';
import type { StateContext } from './state/core/view.js';
import { GROUPS } from './state/groups.js';
import type { Head, Place } from './store/ledgerStore.js';
import { MemoryStore } from './store/memory.js';
import { finalityRecord } from './store/operations.js';
import { Overlay } from './store/overlay.js';
import type { StoredRecord } from './store/stored.js';

export interface ReplayOptions {
  readonly genesis: Genesis;
  /** Blocks 1, 2, … with the finality of the last at least. */
  readonly blocks: AsyncIterable<LedgerBlock> | Iterable<LedgerBlock>;
  /** Heights whose proofs are verified; the others are replayed only. Default: all. */
  readonly from?: bigint | undefined;
  readonly to?: bigint | undefined;
  readonly verifierThreads?: number | undefined;
  readonly onProgress?: (progress: ReplayProgress) => void;
  /** Records of the store that the blocks come from: each is compared with what the blocks make. */
  readonly records?: Iterable<StoredRecord> | undefined;
}

export interface ReplayProgress {
  readonly height: bigint;
  readonly transactions: number;
  readonly proofsVerified: number;
}

export interface ReplayReport {
  readonly blocks: number;
  readonly transactions: number;
  readonly proofsVerified: number;
  /** Proofs outside [from, to]. */
  readonly proofsSkipped: number;
  /** Hex, after the last block. */
  readonly stateHash: string;
  readonly blockHash: string;
  readonly height: bigint;
  readonly time: bigint;
}

/**
 * Replays a ledger from genesis in memory and believes nothing on the way: header chain, finality, times,
 * every transaction's signatures and rules, the proofs in range, every root and state hash.
 * @throws ProtocolError STORE_DAMAGED naming records that are not as the blocks make them
 * @throws ProtocolError with `height` and, where one is at fault, `transaction` (its place in the block)
 * @throws ArtifactError where the verification keys at hand are not those of genesis
 */
export async function replayLedger(options: ReplayOptions): Promise<ReplayReport> {
  const { genesis, blocks, from = 0n, to, onProgress } = options;
  await assertGenesisKeys(genesis);
  const verifier = createProofVerifier(genesis.profile, options.verifierThreads);
  try {
    const replay = new Replay(genesis, await createHasher(), verifier);
    try {
      for await (const block of blocks) {
        const height = replay.head.height + 1n;
        await replay.block(block, height >= from && (to === undefined || height <= to));
        const { transactions, proofsVerified } = replay.counts;
        onProgress?.({ height, transactions, proofsVerified });
      }
    } finally {
      // Also where a rule was broken: a proof refused in an earlier block is the first refusal.
      await replay.proofs();
    }
    replay.end();
    if (options.records) compareStore(options.records, replay.stored());
    const { height, time, stateHash, blockHash } = replay.head;
    const hashes = { stateHash: bytesToHex(stateHash), blockHash: bytesToHex(blockHash) };
    return { ...replay.counts, blocks: Number(height), ...hashes, height, time };
  } catch (error) {
    throw options.records === undefined ? error : asDamage(error);
  } finally {
    await verifier.close();
  }
}

const SIGNED = ['header.time', 'header.noteRoot', 'header.logRoot', 'header.stateHash'];

/** A stored block that its validator never signed so was changed in the store. */
function asDamage(error: unknown): unknown {
  if (!(error instanceof ProtocolError) || !['MALFORMED', 'BLOCK_INVALID'].includes(error.code)) return error;
  const { height, field } = error.data;
  // Whoever signs a wrong root or time is at fault, not the disk.
  if (height === undefined || SIGNED.includes(field ?? '')) return error;
  const reason = `${error.code} ${field}`;
  const changed = field === 'finality' ? `blocks/${height} or finality/${height}` : `blocks/${height}`;
  return fail('STORE_DAMAGED', { field: 'store', records: `changed ${changed}`, reason });
}

/** Proofs in verification at once: several batches, and less than the verifier's queue takes. */
const MOST_AHEAD = 1_024;

class Replay {
  readonly counts = { transactions: 0, proofsVerified: 0, proofsSkipped: 0 };
  readonly #parts: Pick<StateContext, 'genesis' | 'hasher' | 'groups'>;
  readonly #verifier: ProofVerifier;
  readonly #store = new MemoryStore();
  readonly #places = new Map<string, Place>();
  readonly #finalities = new Map<bigint, Uint8Array>();
  /** Blocks whose proofs are being verified while the next are replayed: those of small blocks go together. */
  readonly #verifying: { readonly proofs: number; readonly done: Promise<void> }[] = [];
  head: Head;
  /** Genesis needs nobody to say so. */
  #final = true;

  constructor(genesis: Genesis, hasher: StateContext['hasher'], verifier: ProofVerifier) {
    this.#parts = { genesis, hasher, groups: GROUPS };
    this.#verifier = verifier;
    const origin = originOf(genesis, hasher);
    this.#store.commit(origin.writes);
    this.head = origin.head;
  }

  async block(sealed: LedgerBlock, withProofs: boolean): Promise<void> {
    const height = this.head.height + 1n;
    const block = at({ height }, () => openBlock(this.#parts.genesis, this.head, sealed));
    const ctx = { ...this.#parts, height, time: block.header.time };
    const prepared = this.#prepare(ctx, block.transactions);
    const proofs = prepared.reduce((sum, { items }) => sum + items.length, 0);
    if (withProofs) await this.#startVerifying(height, prepared, proofs);
    const overlay = new Overlay(this.#store);
    const { roots } = applyBlock(ctx, overlay, this.head, prepared.map(trustProof));
    at({ height }, () => checkRoots(block.header, roots));
    this.#store.commit(overlay.writes());
    const { stateHash } = roots;
    this.head = { height, time: ctx.time, stateHash, blockHash: blockHash(block.header) };
    prepared.forEach(({ id }, index) => {
      this.#places.set(id, { height, index });
    });
    if (sealed.finality)
      this.#finalities.set(height, finalityRecord({ ...sealed, finality: sealed.finality }));
    this.#final = sealed.finality !== undefined;
    this.counts.transactions += prepared.length;
    if (!withProofs) this.counts.proofsSkipped += proofs;
  }

  /** The last block is final, and all before it by their hashes. @throws ProtocolError BLOCK_INVALID */
  end(): void {
    at({ height: this.head.height }, () => ensure(this.#final, 'BLOCK_INVALID', { field: 'finality' }));
  }

  /** What a store must hold after the last block. */
  stored(): ReplayedStore {
    return {
      genesisHash: this.#parts.genesis.hash,
      head: this.head,
      state: new Map(this.#store.entries()),
      places: this.#places,
      finalities: this.#finalities,
    };
  }

  /** Waits for all proofs so far. @throws ProtocolError of the first that is refused */
  async proofs(): Promise<void> {
    while (this.#verifying.length > 0) await this.#oldestProofs();
  }

  async #startVerifying(height: bigint, prepared: readonly PreparedTx[], proofs: number): Promise<void> {
    while (this.#verifying.reduce((sum, block) => sum + block.proofs, proofs) > MOST_AHEAD) {
      if (this.#verifying.length === 0) break;
      await this.#oldestProofs();
    }
    const done = this.#verify(height, prepared);
    done.catch(() => {}); // whoever waits for it is told
    this.#verifying.push({ proofs, done });
  }

  async #oldestProofs(): Promise<void> {
    const { proofs, done } = this.#verifying.shift()!;
    try {
      await done;
    } catch (refusal) {
      this.#verifying.length = 0; // what later blocks' proofs are matters no more
      throw refusal;
    }
    this.counts.proofsVerified += proofs;
  }

  /** What each proof must prove depends on the transactions before it, so they are applied on the way. */
  #prepare(ctx: StateContext, txs: readonly Uint8Array[]): PreparedTx[] {
    const scratch = new Overlay(this.#store);
    return txs.map((tx, transaction) =>
      at({ height: ctx.height, transaction }, () => {
        const prepared = prepareTx(ctx, scratch, openTx(ctx.genesis, tx));
        const vtx = trustProof(prepared);
        checkTx(ctx, scratch, vtx);
        applyTx(ctx, scratch, vtx);
        return prepared;
      }),
    );
  }

  async #verify(height: bigint, prepared: readonly PreparedTx[]): Promise<void> {
    const reasons = await this.#verifier.verify(prepared.flatMap(({ items }) => items));
    prepared.forEach((tx, transaction) => {
      at({ height, transaction }, () => ensureProven(tx, reasons.splice(0, tx.items.length)));
    });
  }
}

/** Says where in the ledger a refusal happened. */
function at<T>(place: { height: bigint; transaction?: number }, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    const where: ErrorData = { ...place, height: Number(place.height) };
    throw new ProtocolError(error.code, { ...error.data, ...where });
  }
}
