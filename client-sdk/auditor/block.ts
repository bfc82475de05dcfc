/**
 * A block as the auditor checks it: header, signatures, sequence numbers, guards and rule of each kind, then all proofs
 * together. Rules may rely on encoding and signatures, not on proofs.
 */
import { equalBytes } from '@noble/curves/utils.js';
import type { BlockHeader } from '@veilgrid/protocol/core/block';
import { verifyEd25519 } from '@veilgrid/protocol/core/crypto/ed25519';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { splitProofs } from '@veilgrid/protocol/core/crypto/proof';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { LedgerBlock } from '@veilgrid/protocol/core/ledgerFile';
import { type ErrorData, ensure, ProtocolError } from '@veilgrid/protocol/errors';
import { circuitsOf, type Kind, partyOf, sequencedBy, signersOf, signingKey } from '@veilgrid/protocol/kinds';
import { contextOf, decodeTx, type Tx, txDigest } from '@veilgrid/protocol/tx';
import { verifyBlock } from '../verifier/chain.js';
import type { ProofClaim, ProofVerifier } from '../verifier/proof.js';
import type { Books } from './books.js';
import type { Guard } from './core/guard.js';
import type { Ledger, Rule } from './core/ledger.js';
import { logRootOf } from './core/log.js';
import { sealNotes } from './core/money.js';
import { noteOutage } from './core/outages.js';
import { ensureStands, keyOfParty } from './core/parties.js';
import { freezeReadings } from './core/readings.js';
import { rootOf } from './core/tree.js';
import { GROUP_LINES } from './groupLines.js';
import { GUARDS, type Guards } from './guards.js';
import { ruleOf } from './rules.js';

/** What an audit needs beside the blocks. */
export interface AuditParts {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
  readonly verifier: ProofVerifier;
}

/** Counts of one block. */
export interface BlockCounts {
  readonly transactions: number;
  readonly proofs: number;
}

/**
 * Checks the block that must follow, and enters all its transactions, none of which may be refused; the roots of
 * notes and log must be those of the books. The state hash is over records of the node's own and is not
 * recomputed: what the state says is compared instead.
 * @param books are of no use after a refusal
 * @throws ProtocolError with `height` and, where one is at fault, `transaction` (its place in the block)
 */
export function auditBlock(
  parts: AuditParts,
  books: Books,
  sealed: LedgerBlock,
  guards: Guards = GUARDS,
): BlockCounts {
  const { genesis, hasher } = parts;
  const height = Number(books.head.height) + 1;
  const { block, head } = at({ height }, () => verifyBlock(genesis, books.head, sealed));
  noteOutage(genesis, books, head.time);
  const ledger: Ledger<Books> = { genesis, hasher, books, time: head.time, groupLines: GROUP_LINES };
  const claims: PlacedClaim[] = [];
  try {
    block.transactions.forEach((tx, transaction) => {
      at({ height, transaction }, () => {
        for (const claim of auditTx(genesis, ledger, tx, guards)) claims.push({ ...claim, transaction });
      });
    });
  } finally {
    // Also where a rule was broken: a proof refused before it is the first refusal.
    verifyClaims(parts.verifier, height, claims);
  }
  sealNotes(books);
  freezeReadings(ledger);
  at({ height }, () => checkRoots(books, block.header));
  books.head = head;
  return { transactions: block.transactions.length, proofs: claims.length };
}

function checkRoots(books: Books, { noteRoot, logRoot }: BlockHeader): void {
  ensure(noteRoot === rootOf(books.notes.tree), 'BLOCK_INVALID', { field: 'header.noteRoot' });
  ensure(equalBytes(logRoot, logRootOf(books)), 'BLOCK_INVALID', { field: 'header.logRoot' });
}

interface PlacedClaim extends ProofClaim {
  readonly transaction: number;
}

function verifyClaims(verifier: ProofVerifier, height: number, claims: readonly PlacedClaim[]): void {
  verifier.verifyMany(claims).forEach((refusal, i) => {
    at({ height, transaction: claims[i]!.transaction }, () => {
      if (refusal) throw refusal;
    });
  });
}

/** @returns the proofs to check */
function auditTx(genesis: Genesis, ledger: Ledger<Books>, bytes: Uint8Array, guards: Guards): ProofClaim[] {
  const tx = decodeTx(genesis.profile, bytes);
  const digest = txDigest(genesis.profile, genesis.chainId, tx);
  checkSignatures(ledger, tx, digest);
  takeSequence(ledger.books, tx);
  for (const guard of (guards[tx.kind] ?? []) as readonly Guard<Kind, Books>[]) guard(ledger, tx.body);
  const context = contextOf(genesis.profile, genesis.chainId, tx);
  const signals = (ruleOf(tx.kind) as Rule<Kind, Books>)(ledger, tx.body, context) ?? [];
  const proofs = splitProofs(tx.proofs);
  return circuitsOf(tx).map((circuit, i) => ({ circuit, proof: proofs[i]!, signals: signals[i]! }));
}

/** A party's key is that of the moment, which a transaction before this one in its block may have changed. */
function checkSignatures(ledger: Ledger<Books>, tx: Tx, digest: Uint8Array): void {
  const { genesis, books } = ledger;
  signersOf(tx).forEach((role, i) => {
    const key = signingKey(genesis, tx, role) ?? keyOfParty(genesis, books, partyOf(tx) as number);
    const valid = verifyEd25519(digest, tx.signatures[i]!.signature, key);
    ensure(valid, 'SIGNATURE_INVALID', { field: `signatures.${i}`, role });
    const party = role === 'party' && tx.kind !== 'redeem' ? partyOf(tx) : undefined;
    if (typeof party === 'number') ensureStands(ledger, party);
  });
}

/** The first signer's transactions count up from 0; the others sign its body and need no number. */
function takeSequence({ sequences }: Books, tx: Tx): void {
  const signer = sequencedBy(tx);
  if (signer === undefined) return;
  const due = sequences.get(signer) ?? 0n;
  ensure('sequence' in tx.body && tx.body.sequence === due, 'SEQUENCE_WRONG', { field: 'sequence', signer });
  sequences.set(signer, due + 1n);
}

/** Says where in the ledger a refusal happened. */
function at<T>(place: ErrorData, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw new ProtocolError(error.code, { ...error.data, ...place });
  }
}
