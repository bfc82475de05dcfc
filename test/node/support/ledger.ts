import { manualClock } from '@veilgrid/node/consensus/solo/clock';
import { type LedgerParts, SoloLedger } from '@veilgrid/node/consensus/solo/ledger';
import { originOf } from '@veilgrid/node/consensus/solo/origin';
import type { ProofVerifier } from '@veilgrid/node/proofs/verifyTx';
import { memoryLedger } from '@veilgrid/node/store/memoryLedger';
import { Block } from '@veilgrid/protocol/core/block';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { LedgerBlock } from '@veilgrid/protocol/core/ledgerFile';
import { createHasher } from '@veilgrid/wasm-core';
import { genesis, VALIDATOR_KEY } from './chain.js';

export const hasher: Hasher = await createHasher();

/** For tests of everything around proofs: takes each one. */
export const trustingVerifier: ProofVerifier = {
  verify: async (items) => items.map(() => undefined),
  close: async () => {},
};

export function testLedger(change: Partial<LedgerParts> = {}): SoloLedger {
  return new SoloLedger({
    genesis,
    hasher,
    store: memoryLedger(originOf(genesis, hasher)),
    verifier: trustingVerifier,
    clock: manualClock(),
    validatorKey: VALIDATOR_KEY,
    ...change,
  });
}

/** Blocks 1 to the head, each with its finality. */
export function blocksOf(ledger: Pick<SoloLedger, 'head' | 'block' | 'finality'>): LedgerBlock[] {
  return Array.from({ length: Number(ledger.head.height) }, (_, i) => {
    const height = BigInt(i + 1);
    return { block: ledger.block(height)!, finality: ledger.finality(height)! };
  });
}

/** The transactions of a block. */
export function transactionsOf(block: Uint8Array): Uint8Array[] {
  return Block.deserialize(block).transactions.map((tx) => new Uint8Array(tx));
}

/** The code and field of a refusal. */
export async function refusal(work: () => unknown): Promise<{ code: string; field: unknown }> {
  try {
    await work();
  } catch (error) {
    const { code, data } = error as { code: string; data?: { field?: unknown } };
    if (code === undefined) throw error;
    return { code, field: data?.field };
  }
  throw new Error('was not refused');
}
