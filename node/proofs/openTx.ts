/** Bytes from outside to a transaction: encoding first, then signatures, under keys that the state names. */
import { verifyEd25519 } from '@veilgrid/protocol/core/crypto/ed25519';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { ensure } from '@veilgrid/protocol/errors';
import { signersOf } from '@veilgrid/protocol/kinds';
import { contextOf, decodeTx, type Tx, txDigest, txIdHex } from '@veilgrid/protocol/tx';

/** A well-formed transaction of this chain, before anybody looked at signatures and proof. */
export interface OpenedTx {
  readonly tx: Tx;
  readonly bytes: Uint8Array;
  readonly digest: Uint8Array;
  readonly id: string;
  readonly context: bigint;
}

/** @throws ProtocolError of the encoding */
export function openTx(genesis: Genesis, bytes: Uint8Array): OpenedTx {
  const tx = decodeTx(genesis.profile, bytes);
  const digest = txDigest(genesis.profile, genesis.chainId, tx);
  return { tx, bytes, digest, id: txIdHex(digest), context: contextOf(genesis.profile, genesis.chainId, tx) };
}

/**
 * The chain's id is in what was signed, so a transaction of another chain fails here (or at its proof).
 * @param keys of its signers, in their order
 * @throws ProtocolError SIGNATURE_INVALID
 */
export function checkSignatures({ tx, digest }: OpenedTx, keys: readonly Uint8Array[]): void {
  signersOf(tx).forEach((role, i) => {
    const valid = verifyEd25519(digest, tx.signatures[i]!.signature, keys[i]!);
    ensure(valid, 'SIGNATURE_INVALID', { field: `signatures.${i}`, role });
  });
}
