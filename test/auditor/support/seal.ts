import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js';
import { sealBlock } from '@veilgrid/node/consensus/solo/sealBlock';
import type { PreparedTx } from '@veilgrid/node/proofs/verifyTx';
import { registered } from '@veilgrid/node/state/core/parties';
import { nextSequence } from '@veilgrid/node/state/core/sequences';
import type { StateContext, StateView } from '@veilgrid/node/state/core/view';
import { publicSignals } from '@veilgrid/node/state/handlers';
import { Overlay } from '@veilgrid/node/store/overlay';
import { PROOF_BYTES } from '@veilgrid/protocol/core/crypto/proof';
import type { LedgerBlock } from '@veilgrid/protocol/core/ledgerFile';
import { type ErrorCode, ProtocolError } from '@veilgrid/protocol/errors';
import { circuitsOf, sequencedBy, signersOf } from '@veilgrid/protocol/kinds';
import { ROLES, type Role } from '@veilgrid/protocol/roles';
import { contextOf, encodeTx, type Tx, txDigest } from '@veilgrid/protocol/tx';
import { GENESIS, SIGNERS, secretOf } from '../../state/support/genesis.js';
import { PROFILE } from '../../state/support/profile.js';
import { signerOf } from '../../state/support/signers.js';
import { proofFor, type TestNode } from './node.js';

/** How a transaction travels; by default everything about it is right for where it stands. */
export interface Draft {
  readonly tx: Tx;
  /** Keeps the sequence number that the body has. */
  readonly ownSequence?: boolean;
  /** Keeps the proof that it was given where it first stood. */
  readonly staleProof?: Uint8Array | undefined;
  /** Signed by somebody else's key. */
  readonly signedBy?: number;
  /** The party's signature alone by somebody else's key. */
  readonly partySignedBy?: number;
  /** The bytes as they are, after all else. */
  readonly spoil?: (bytes: Uint8Array) => Uint8Array;
}

export interface DraftBlock {
  readonly time: bigint;
  readonly txs: readonly Draft[];
}

const signed = new Map<string, Uint8Array>();

function sign(digest: Uint8Array, seed: number): Uint8Array {
  const key = `${seed} ${bytesToHex(digest)}`;
  const signature = signed.get(key) ?? ed25519.sign(digest, secretOf(seed));
  signed.set(key, signature);
  return signature;
}

/** A body that names no known role has nobody to sign it, and is sent all the same. */
function rolesOf(tx: Tx): readonly Role[] {
  try {
    return signersOf(tx);
  } catch {
    return [];
  }
}

/** A value that its type cannot carry: nobody could send such a transaction. */
export class Unsendable extends Error {}

/** Sequence numbers, signatures and proof of a transaction at its place. @throws Unsendable */
export function complete(ctx: StateContext, view: StateView, draft: Draft): Uint8Array {
  let { tx } = draft;
  const roles = rolesOf(tx);
  const first = roles.length > 0 ? sequencedBy(tx) : undefined;
  if (first !== undefined && !draft.ownSequence) {
    tx = { ...tx, body: { ...tx.body, sequence: nextSequence(view, first) } } as Tx;
  }
  const digest = sendable(() => txDigest(PROFILE, GENESIS.chainId, tx));
  const signatures = roles.map((role) => ({
    role: ROLES[role],
    signature: sign(
      digest,
      (role === 'party' ? draft.partySignedBy : undefined) ??
        draft.signedBy ??
        signerOf(role, tx, (id) => keyIn(view, id)),
    ),
  }));
  const proofs = draft.staleProof ?? proofsOf(ctx, view, tx, contextOf(PROFILE, GENESIS.chainId, tx));
  const bytes = sendable(() => encodeTx(PROFILE, { ...tx, signatures, proofs }));
  return draft.spoil ? draft.spoil(bytes) : bytes;
}

function keyIn(view: StateView, partyId: number): Uint8Array | undefined {
  try {
    return registered(view, partyId).sigPk;
  } catch {
    return undefined;
  }
}

function sendable<T>(encode: () => T): T {
  try {
    return encode();
  } catch (error) {
    throw new Unsendable('cannot be encoded', { cause: error });
  }
}

function proofsOf(ctx: StateContext, view: StateView, tx: Tx, context: bigint): Uint8Array {
  const circuits = circuitsOf(tx);
  try {
    const signals = publicSignals(ctx, view, tx, context);
    return concatBytes(...circuits.map((circuit, i) => proofFor(circuit, signals[i]!)));
  } catch (error) {
    // Nothing to prove: the auction is unknown, or not so far.
    if (error instanceof ProtocolError) return new Uint8Array(PROOF_BYTES * circuits.length);
    throw error;
  }
}

export interface Sealed extends LedgerBlock {
  /** The node's, if it refuses a transaction. */
  readonly refusal: { readonly code: ErrorCode; readonly transaction: number } | undefined;
  /** Lets the node go on after this block. */
  commit(): void;
}

/** The block that the validator would sign after `node`'s head; after the first refusal the rest is as good as any. */
export function sealDraft(node: TestNode, { time, txs }: DraftBlock): Sealed {
  const ctx = node.context(time);
  const scratch = new Overlay(node.store);
  const prepared: PreparedTx[] = [];
  const bytes: Uint8Array[] = [];
  let refusal: Sealed['refusal'];
  txs.forEach((draft, transaction) => {
    const tx = complete(ctx, scratch, draft);
    bytes.push(tx);
    if (refusal) return;
    try {
      prepared.push(node.take(ctx, scratch, tx));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      refusal = { code: error.code, transaction };
    }
  });
  const { head } = node;
  // What a block with a refused transaction would say of the state: nobody gets that far.
  const nothing = {
    roots: { noteRoot: 0n, logRoot: new Uint8Array(32), stateHash: new Uint8Array(32) },
    writes: [],
  };
  const after = refusal ? nothing : node.after(ctx, prepared);
  const next = { time, roots: after.roots, transactions: bytes };
  const sealed = sealBlock(head, next, secretOf(SIGNERS.validator));
  const commit = () => {
    node.store.commit(after.writes);
    node.head = sealed.head;
  };
  return { block: sealed.block, finality: sealed.finality, refusal, commit };
}
