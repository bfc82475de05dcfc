/** Facts of transactions that roles sign: who said it, by the keys of genesis, beside that it took effect. */
import { verifyEd25519 } from '@veilgrid/protocol/core/crypto/ed25519';
import type { Fact, FinalHeaders } from '@veilgrid/protocol/core/fact';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { ensure, fail, ProtocolError } from '@veilgrid/protocol/errors';
import { type Kind, signersOf, signingKey } from '@veilgrid/protocol/kinds';
import { decodeTx, type Tx, type TxOf, txDigest } from '@veilgrid/protocol/tx';
import { verifyFact } from './fact.js';

/** A transaction that stands in a final block, and when. */
export interface SignedFact<K extends Kind> {
  readonly body: TxOf<K>['body'];
  /** The final header that shows it, of its own block or a later one. */
  readonly final: FinalHeaders;
  /** Of its block; Unix seconds. */
  readonly height: bigint;
  readonly time: bigint;
}

/**
 * A transaction of this kind, signed by every role that must, in a final block of this ledger.
 * @param partyKey of the party that signs, as an earlier fact has shown it; without it a party's signature is none
 * @throws ProtocolError FACT_INVALID with the fact and the field at fault
 */
export function verifySignedFact<K extends Kind>(
  genesis: Genesis,
  kind: K,
  fact: Fact,
  partyKey?: Uint8Array,
): SignedFact<K> {
  return ofFact(kind, () => {
    const { height, time } = verifyFact(genesis, fact);
    const tx = decodeShown(genesis, fact.tx);
    ensure(tx.kind === kind, 'FACT_INVALID', { field: 'kind' });
    // The chain's id is in what was signed.
    const digest = txDigest(genesis.profile, genesis.chainId, tx);
    signersOf(tx).forEach((role, i) => {
      const key = signingKey(genesis, tx, role) ?? partyKey;
      const signed = key !== undefined && verifyEd25519(digest, tx.signatures[i]!.signature, key);
      ensure(signed, 'FACT_INVALID', { field: `signatures.${i}` });
    });
    const final = { headers: fact.headers.slice(-1), finality: fact.finality };
    return { body: tx.body as TxOf<K>['body'], final, height, time };
  });
}

/** Names the fact in a refusal. @throws ProtocolError FACT_INVALID */
export function ofFact<T>(fact: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof ProtocolError) || error.code !== 'FACT_INVALID') throw error;
    throw fail('FACT_INVALID', { ...error.data, fact });
  }
}

/** A transaction as a node gives it. @throws ProtocolError FACT_INVALID */
export function decodeShown(genesis: Genesis, bytes: Uint8Array): Tx {
  try {
    return decodeTx(genesis.profile, bytes);
  } catch (error) {
    throw error instanceof ProtocolError ? fail('FACT_INVALID', { field: 'tx' }) : error;
  }
}
