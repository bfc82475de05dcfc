/** Facts of made-up final blocks: no node, but what one may say. */
import { BlockHeader, blockHash, txLeaf } from '@veilgrid/protocol/core/block';
import { leafHash, merkleProof, merkleRoot, subtreesOf } from '@veilgrid/protocol/core/crypto/merkle';
import { PROOF_BYTES } from '@veilgrid/protocol/core/crypto/proof';
import type { Fact, LogFact } from '@veilgrid/protocol/core/fact';
import { Finality, signFinality } from '@veilgrid/protocol/core/finality';
import { logLeafData } from '@veilgrid/protocol/core/log';
import { type Bodies, circuitsOf, type Draft, type Kind, signersOf } from '@veilgrid/protocol/kinds';
import type { AuthorityRole, Role } from '@veilgrid/protocol/roles';
import { encodeTx, signTx, type Tx, txDigest } from '@veilgrid/protocol/tx';
import { GENESIS, SIGNERS, secretOf } from '../../state/support/genesis.js';
import { PROFILE } from '../../state/support/profile.js';

/** Where and by whom. */
export interface Made {
  /** Unix seconds. */
  readonly time: bigint;
  readonly height?: bigint;
  /** Ed25519 seed of a role; default its own. */
  readonly secretOf?: (role: Role) => Uint8Array;
}

const nothing = new Uint8Array(32);

/** A header that is final, and what shows it. */
export function finalHeader(
  { time, height = 9n }: Made,
  roots: { readonly txRoot?: Uint8Array; readonly logRoot?: Uint8Array } = {},
) {
  const header = {
    ...{ height, time, prevHash: nothing, txRoot: nothing, noteRoot: 0n, logRoot: nothing },
    stateHash: nothing,
    ...roots,
  };
  const finality = signFinality(blockHash(header), secretOf(SIGNERS.validator));
  return { headers: [BlockHeader.serialize(header)], finality: Finality.serialize(finality) };
}

const ownSecret = (role: Role) => secretOf(SIGNERS[role as AuthorityRole]);

/** A transaction that stands in a final block, with proofs that are none. */
export function madeFact<K extends Kind>(kind: K, body: Bodies[K], made: Made): Fact {
  const draft = { kind, body } as unknown as Draft;
  const digest = txDigest(PROFILE, GENESIS.chainId, draft);
  const secret = made.secretOf ?? ownSecret;
  const signatures = signersOf(draft).map((role) => signTx(role, digest, secret(role)));
  const proofs = new Uint8Array(PROOF_BYTES * circuitsOf(draft).length);
  const tx = encodeTx(PROFILE, { ...draft, proofs, signatures } as Tx);
  const leaves = [txLeaf(tx)];
  const { index, size, path } = merkleProof(subtreesOf(leaves), 0, 1);
  return { tx, index, size, path: [...path], ...finalHeader(made, { txRoot: merkleRoot(leaves) }) };
}

/** An entry of the log of a final block. */
export function madeLogFact(name: string, body: Uint8Array, made: Made): LogFact {
  const leaves = [leafHash(logLeafData(name, body))];
  const { index, size, path } = merkleProof(subtreesOf(leaves), 0, 1);
  return { body, index, size, path: [...path], ...finalHeader(made, { logRoot: merkleRoot(leaves) }) };
}
