import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { originOf } from '@veilgrid/node/consensus/solo/origin';
import { checkRoots, openBlock } from '@veilgrid/node/consensus/solo/sealBlock';
import { openTx } from '@veilgrid/node/proofs/openTx';
import { type PreparedTx, prepareTx, trustProof } from '@veilgrid/node/proofs/verifyTx';
import { applyBlock } from '@veilgrid/node/state/applyBlock';
import { applyTx, checkTx } from '@veilgrid/node/state/applyTx';
import type { StateContext } from '@veilgrid/node/state/core/view';
import { GROUPS } from '@veilgrid/node/state/groups';
import type { Head } from '@veilgrid/node/store/ledgerStore';
import { MemoryStore } from '@veilgrid/node/store/memory';
import { Overlay } from '@veilgrid/node/store/overlay';
import { blockHash } from '@veilgrid/protocol/core/block';
import { encodeProof, splitProofs } from '@veilgrid/protocol/core/crypto/proof';
import type { LedgerBlock } from '@veilgrid/protocol/core/ledgerFile';
import { ensure, ProtocolError } from '@veilgrid/protocol/errors';
import type { Circuit } from '@veilgrid/protocol/kinds';
import { GENESIS } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';

/** Stands for a proof: a number that only the holder of these signals can have. */
export function proofFor(circuit: Circuit, signals: readonly bigint[]): Uint8Array {
  const number = BigInt(
    `0x${bytesToHex(sha256(utf8ToBytes(`${circuit} ${signals.join()}`)).subarray(0, 31))}`,
  );
  return encodeProof({
    a: [number, 0n],
    b: [
      [0n, 0n],
      [0n, 0n],
    ],
    c: [0n, 0n],
  });
}

export const proves = (circuit: Circuit, proof: Uint8Array, signals: readonly bigint[]) =>
  bytesToHex(proof) === bytesToHex(proofFor(circuit, signals));

/** A node in memory, which can be copied where it stands. */
export class TestNode {
  readonly store = new MemoryStore();
  head: Head;

  constructor(from?: TestNode) {
    const origin = originOf(GENESIS, hasher);
    this.store.commit(from ? from.store.entries() : origin.writes);
    this.head = from ? from.head : origin.head;
  }

  context(time: bigint): StateContext {
    return { genesis: GENESIS, hasher, height: this.head.height + 1n, time, groups: GROUPS };
  }

  /**
   * Takes a transaction as a replay does.
   * @throws ProtocolError
   */
  take(ctx: StateContext, scratch: Overlay, bytes: Uint8Array): PreparedTx {
    const prepared = prepareTx(ctx, scratch, openTx(GENESIS, bytes));
    const proofs = splitProofs(prepared.tx.proofs);
    prepared.items.forEach(({ circuit, signals }, i) => {
      ensure(proves(circuit, proofs[i]!, signals), 'PROOF_INVALID');
    });
    const vtx = trustProof(prepared);
    checkTx(ctx, scratch, vtx);
    applyTx(ctx, scratch, vtx);
    return prepared;
  }

  /** What these transactions, none of which is refused, make of the state. */
  after(ctx: StateContext, prepared: readonly PreparedTx[]) {
    const overlay = new Overlay(this.store);
    const { roots } = applyBlock(ctx, overlay, this.head, prepared.map(trustProof));
    return { roots, writes: overlay.writes() };
  }

  /**
   * Takes a block as a replay does.
   * @throws ProtocolError
   */
  block(sealed: LedgerBlock): void {
    const { header, transactions } = openBlock(GENESIS, this.head, sealed);
    const ctx = this.context(header.time);
    const scratch = new Overlay(this.store);
    const prepared = transactions.map((tx, transaction) => {
      try {
        return this.take(ctx, scratch, tx);
      } catch (error) {
        throw error instanceof ProtocolError ? new ProtocolError(error.code, { transaction }) : error;
      }
    });
    const { roots, writes } = this.after(ctx, prepared);
    checkRoots(header, roots);
    this.store.commit(writes);
    const { stateHash } = roots;
    this.head = { height: ctx.height, time: ctx.time, stateHash, blockHash: blockHash(header) };
  }
}
