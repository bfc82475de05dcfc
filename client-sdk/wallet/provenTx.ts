import { type Bodies, circuitOf, type Draft, type ProvenKind } from '@veilgrid/protocol/kinds';
import { type CircuitInputs, provenBytes } from '@veilgrid/protocol/prover';
import { contextOf, encodeTx, type Tx, txDigest } from '@veilgrid/protocol/tx';
import type { WalletContext } from './context.js';

/** Proves a body and encodes the transaction; `witness` gets the context its proof must bind. */
export async function provenTx<K extends ProvenKind>(
  { genesis, prover }: WalletContext,
  kind: K,
  body: Bodies[K],
  witness: (context: bigint) => { inputs: CircuitInputs; signals: readonly bigint[] },
): Promise<Uint8Array> {
  const unproven = { kind, body } as Draft;
  const context = contextOf(txDigest(genesis.profile, genesis.chainId, unproven));
  const { inputs, signals } = witness(context);
  const proof = await provenBytes(prover, circuitOf(kind), inputs, signals);
  return encodeTx(genesis.profile, { ...unproven, proof, signatures: [] } as Tx);
}
