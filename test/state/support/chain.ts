import { applyBlock, type BlockResult } from '@veilgrid/node/state/applyBlock';
import { keys } from '@veilgrid/node/state/core/keys';
import { FrontierRecord } from '@veilgrid/node/state/core/lists/frontier';
import { mustRead } from '@veilgrid/node/state/core/record';
import { nextSequence } from '@veilgrid/node/state/core/sequences';
import { markVerified, type ProofSignals, type VerifiedTx } from '@veilgrid/node/state/core/verified';
import type { GroupTable, StateContext } from '@veilgrid/node/state/core/view';
import { applyGenesis } from '@veilgrid/node/state/genesis';
import { GROUPS } from '@veilgrid/node/state/groups';
import { publicSignals, signerKeys } from '@veilgrid/node/state/handlers';
import { MemoryStore } from '@veilgrid/node/store/memory';
import { Overlay } from '@veilgrid/node/store/overlay';
import { PROOF_BYTES } from '@veilgrid/protocol/core/crypto/proof';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { ProtocolError } from '@veilgrid/protocol/errors';
import { type Bodies, circuitsOf, type Kind, sequencedBy } from '@veilgrid/protocol/kinds';
import { contextOf, encodeTx, type Tx, txDigest, txIdHex } from '@veilgrid/protocol/tx';
import { GENESIS, START } from './genesis.js';
import { hasher } from './hasher.js';
import { PROFILE } from './profile.js';

/** A body without its sequence number, where it has one. */
export type BodyOf<K extends Kind> = Omit<Bodies[K], 'sequence'>;

interface Made {
  readonly time: bigint;
  readonly vtxs: readonly VerifiedTx[];
  readonly stateHash: Uint8Array;
}

/** A chain in memory whose proofs and signatures are taken for granted: what is left is the state machine. */
export class TestChain {
  readonly store = new MemoryStore();
  readonly blocks: Made[] = [];
  time = START;
  windows: Genesis['windows'];
  stateHash: Uint8Array;

  constructor(
    readonly genesis = GENESIS,
    readonly groups: GroupTable = GROUPS,
  ) {
    this.windows = genesis.windows;
    const overlay = new Overlay(this.store);
    this.stateHash = applyGenesis(this.ctx, overlay).stateHash;
    this.store.commit(overlay.writes());
  }

  get ctx(): StateContext {
    const genesis = { ...this.genesis, windows: this.windows };
    return { hasher, genesis, height: BigInt(this.blocks.length + 1), time: this.time, groups: this.groups };
  }

  /** The last block. */
  get head() {
    return { stateHash: this.stateHash, time: this.blocks.at(-1)?.time ?? START };
  }

  /** Another chain that has come so far: what happens there does not happen here. */
  fork(): TestChain {
    const fork = new TestChain(this.genesis, this.groups);
    fork.store.commit(this.store.entries());
    fork.blocks.push(...this.blocks);
    fork.windows = this.windows;
    fork.stateHash = this.stateHash;
    return fork.at(this.time);
  }

  at(time: bigint): this {
    this.time = time;
    return this;
  }

  /** A transaction with the sequence number that is due. */
  tx<K extends Kind>(kind: K, body: BodyOf<K>): Tx {
    const draft = { kind, body, signatures: [] } as unknown as Tx;
    const tx = { ...draft, proofs: new Uint8Array(PROOF_BYTES * circuitsOf(draft).length) };
    const signer = sequencedBy(tx);
    if (signer === undefined) return tx;
    return { ...tx, body: { ...body, sequence: nextSequence(this.store, signer) } } as unknown as Tx;
  }

  /** As node/proofs would hand it on, if its proof held against the state as it is. */
  verified(tx: Tx): VerifiedTx {
    const digest = txDigest(PROFILE, this.genesis.chainId, tx);
    const context = contextOf(PROFILE, this.genesis.chainId, tx);
    return markVerified({
      tx,
      bytes: encodeTx(PROFILE, tx),
      digest,
      id: txIdHex(digest),
      context,
      keys: this.#unlessRefused<readonly Uint8Array[]>(() => signerKeys(this.ctx, this.store, tx)),
      signals: this.#unlessRefused<ProofSignals>(() => publicSignals(this.ctx, this.store, tx, context)),
    });
  }

  /** Keys and signals of a transaction that must be refused anyway may not exist. */
  #unlessRefused<T extends readonly unknown[]>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof ProtocolError) return [] as unknown as T;
      throw error;
    }
  }

  /** Makes a block, failures included. */
  block(vtxs: readonly VerifiedTx[]): BlockResult {
    const overlay = new Overlay(this.store);
    const result = applyBlock(this.ctx, overlay, this.head, vtxs);
    this.store.commit(overlay.writes());
    this.blocks.push({ time: this.time, vtxs, stateHash: result.roots.stateHash });
    this.stateHash = result.roots.stateHash;
    return result;
  }

  /** Makes a block of transactions that must all succeed. */
  submit(...txs: Tx[]): void {
    const { errors } = this.block(txs.map((tx) => this.verified(tx)));
    const failed = errors.find((error) => error !== undefined);
    if (failed) throw failed;
  }

  /** A block of one transaction, with the sequence number that is due. */
  send<K extends Kind>(kind: K, body: BodyOf<K>): void {
    this.submit(this.tx(kind, body));
  }

  /** The refusal of a transaction in a block, which must leave the store as a block without it does. */
  refusal(vtx: VerifiedTx): ProtocolError | undefined {
    const before = this.store.entries();
    const [overlay, empty] = [new Overlay(this.store), new Overlay(this.store)];
    const [error] = applyBlock(this.ctx, overlay, this.head, [vtx]).errors;
    if (!error) return undefined;
    applyBlock(this.ctx, empty, this.head, []);
    expect(overlay.writes()).toEqual(empty.writes());
    expect(this.store.entries()).toEqual(before);
    return error;
  }
}

/** Pretends that the note tree has room for so many notes only. */
export function leaveNoteRoom(chain: TestChain, room: number): void {
  const frontier = mustRead(chain.store, keys.noteFrontier, FrontierRecord);
  const count = BigInt(8 ** GENESIS.params.noteDepth - room);
  chain.store.commit([[keys.noteFrontier, FrontierRecord.serialize({ ...frontier, count })]]);
  chain.block([]);
}

/** One check that must bite: name, transaction, code, and the field it names. */
export type Refusal = readonly [name: string, tx: () => Tx, code: string, field?: string];

/** Each transaction is refused for its own reason and changes nothing; time can be set per case. */
export function refuses(chain: () => TestChain, cases: readonly (Refusal | readonly [...Refusal, bigint])[]) {
  test.each(cases.map((c) => [c[0], c] as const))('refuses: %s', (_name, [, make, code, field, time]) => {
    const c = chain();
    const before = c.time;
    if (time !== undefined) c.at(time);
    const error = c.refusal(c.verified(make()));
    c.at(before);
    expect([error?.code, error?.data.field]).toEqual([code, field]);
  });
}
