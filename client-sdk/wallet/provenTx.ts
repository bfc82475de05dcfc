import { concatBytes } from '@noble/hashes/utils.js';
import { type Bodies, circuitsOf, type Draft, type ProvenKind } from '@veilgrid/protocol/kinds';
import { type CircuitInputs, provenBytes } from '@veilgrid/protocol/prover';
import { contextOf, encodeTx, type Tx } from '@veilgrid/protocol/tx';
import type { WalletContext } from './context.js';

/** What one proof of a transaction is made from, and what it must prove. */
export interface Statement {
  readonly inputs: CircuitInputs;
  readonly signals: readonly bigint[];
}

/**
 * Proves a body and encodes the transaction.
 * @param statements of the context that all proofs must bind: one for each of the kind's circuits, in their order
 */
export async function provenTx<K extends ProvenKind>(
  { genesis, prover }: WalletContext,
  kind: K,
  body: Bodies[K],
  statements: (context: bigint) => readonly Statement[],
): Promise<Uint8Array> {
  const unproven = { kind, body } as Draft;
  const all = statements(contextOf(genesis.profile, genesis.chainId, unproven));
  const proofs = await Promise.all(
    circuitsOf(unproven).map((circuit, i) => provenBytes(prover, circuit, all[i]!.inputs, all[i]!.signals)),
  );
  return encodeTx(genesis.profile, { ...unproven, proofs: concatBytes(...proofs), signatures: [] } as Tx);
}
