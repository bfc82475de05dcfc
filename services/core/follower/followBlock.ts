import { type ChainHead, verifyBlock } from '@veilgrid/client-sdk/verifier/chain';
import { verifyEd25519 } from '@veilgrid/protocol/core/crypto/ed25519';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { splitProofs } from '@veilgrid/protocol/core/crypto/proof';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { LedgerBlock } from '@veilgrid/protocol/core/ledgerFile';
import { ensure, ProtocolError } from '@veilgrid/protocol/errors';
import { signersOf, signingKey } from '@veilgrid/protocol/kinds';
import { authorityRole, ROLES, type Role } from '@veilgrid/protocol/roles';
import { contextOf, decodeTx, kindOf, type Tx, txDigest } from '@veilgrid/protocol/tx';
import type { Moment, Watch } from './watch.js';

export interface FollowerParts {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
}

/**
 * Checks the block that must follow, its finality and every transaction against its root, and enters what is watched.
 * @param book is of no use after a refusal
 * @throws ProtocolError with `height`; BLOCK_INVALID, and what decoding refuses
 */
export async function followBlock<B>(
  { genesis, hasher }: FollowerParts,
  { observers, endBlock }: Watch<B>,
  { head, book }: { readonly head: ChainHead; readonly book: B },
  sealed: LedgerBlock,
): Promise<ChainHead> {
  try {
    // Nothing is believed of a block that could still be replaced, though a later one might make it final.
    ensure(sealed.finality !== undefined, 'BLOCK_INVALID', { field: 'finality' });
    const next = verifyBlock(genesis, head, sealed);
    const at = { hasher, chainId: genesis.chainId, time: next.head.time };
    for (const bytes of next.block.transactions) {
      const kind = kindOf(bytes);
      ensure(kind !== undefined, 'BLOCK_INVALID', { field: 'transactions', kind: bytes[0] });
      const observe = observers[kind] as Observe<B> | undefined;
      if (!observe) continue;
      const tx = checkedTx(genesis, bytes);
      const context = contextOf(genesis.profile, genesis.chainId, tx);
      observe(book, tx.body, { ...at, bytes, proofs: splitProofs(tx.proofs), context });
    }
    await endBlock?.(book);
    return next.head;
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw new ProtocolError(error.code, { ...error.data, height: Number(head.height) + 1 });
  }
}

const isAuthority = (role: Role) => authorityRole(ROLES[role]) !== undefined;

type Observe<B> = (book: B, body: Tx['body'], at: Moment) => void;

/** An opening that its signers never saw could move a gate: validators alone must not write one. */
function checkedTx(genesis: Genesis, bytes: Uint8Array): Tx {
  const tx = decodeTx(genesis.profile, bytes);
  const digest = txDigest(genesis.profile, genesis.chainId, tx);
  const signers = signersOf(tx);
  signers.forEach((role, i) => {
    const key = signingKey(genesis, tx, role);
    // A party's key stands in a state that is not followed: that a party signed too is taken on the word of the
    // authority that signed first. Whoever watches what parties sign alone must bring their book.
    if (key === undefined && i > 0 && isAuthority(signers[0]!)) return;
    const valid = key !== undefined && verifyEd25519(digest, tx.signatures[i]!.signature, key);
    ensure(valid, 'SIGNATURE_INVALID', { field: `signatures.${i}`, role });
  });
  return tx;
}
