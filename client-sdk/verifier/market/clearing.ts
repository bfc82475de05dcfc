/**
 * A result by its proofs: that the batches went through exactly these orders, and that levels and margins follow from
 * what they summed. protocol/market.md "What a wallet builds on".
 */
import { clearSignals } from '@veilgrid/protocol/core/books/clear';
import { closeSignals } from '@veilgrid/protocol/core/books/close';
import { fold } from '@veilgrid/protocol/core/lists';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { AUCTION_GROUP } from '@veilgrid/protocol/market/auction';
import { contextOf, type TxOf } from '@veilgrid/protocol/tx';
import type { ProofClaim, VerifyMany } from '../proof.js';
import { decodeShown, ofFact } from '../signedFact.js';
import type { TrustedChain } from './auction.js';

/** What is to be checked, and what a node gives for it. */
export interface Clearing {
  readonly auctionId: bigint;
  /** Of all orders, in the order of the fold. */
  readonly commitments: readonly bigint[];
  /** The transactions of the chain of batches in order, some at a time. */
  readonly batches: AsyncIterable<readonly Uint8Array[]>;
  /** The transaction that published the result, as a fact showed it. */
  readonly close: Uint8Array;
}

/**
 * Batch after batch from the first state over the whole list, and the close on the last state. Nobody's signature is
 * needed: what is proven is so.
 * @throws ProtocolError FACT_INVALID with fact clear or close, the field at fault and, where there is one, the batch
 */
export async function verifyClearing(
  chain: TrustedChain,
  verifyMany: VerifyMany,
  { auctionId, commitments, batches, close }: Clearing,
): Promise<void> {
  const { hasher, genesis } = chain;
  const { clearN } = genesis.params;
  // An empty book takes one batch, which proves that it is empty.
  const due = Math.max(1, Math.ceil(commitments.length / clearN));
  let at = { batch: 0, fold: auctionId, state: 0n };
  for await (const page of batches) {
    ensure(at.batch + page.length <= due, 'FACT_INVALID', { field: 'batches', fact: 'clear' });
    const first = at.batch;
    const claims = page.map((bytes) => {
      const { batch, fold: foldStart, state: stateIn } = at;
      const orders = commitments.slice(batch * clearN, (batch + 1) * clearN);
      const foldEnd = orders.reduce((current, c) => fold(hasher, current, c), foldStart);
      const { body, proof, context } = opened(chain, 'clear', auctionId, bytes);
      ensure(body.batch === batch, 'FACT_INVALID', { field: 'batch', fact: 'clear', batch });
      at = { batch: batch + 1, fold: foldEnd, state: body.stateOut };
      const signals = clearSignals(body, context, { foldStart, foldEnd, stateIn });
      return { circuit: 'clear' as const, proof, signals };
    });
    await allHold(verifyMany, claims, (i) => ({ fact: 'clear', batch: first + i }));
  }
  ensure(at.batch === due, 'FACT_INVALID', { field: 'batches', fact: 'clear' });
  const { body, proof, context } = opened(chain, 'close', auctionId, close);
  const signals = closeSignals(body, context, { state: at.state, ...AUCTION_GROUP });
  await allHold(verifyMany, [{ circuit: 'close', proof, signals }], () => ({ fact: 'close' }));
}

function opened<K extends 'clear' | 'close'>(
  { genesis }: TrustedChain,
  kind: K,
  auctionId: bigint,
  bytes: Uint8Array,
) {
  return ofFact(kind, () => {
    const tx = decodeShown(genesis, bytes);
    ensure(tx.kind === kind, 'FACT_INVALID', { field: 'kind' });
    const { body, proofs } = tx as TxOf<K>;
    ensure(body.auctionId === auctionId, 'FACT_INVALID', { field: 'auctionId' });
    return {
      body: body as TxOf<K>['body'],
      proof: proofs,
      context: contextOf(genesis.profile, genesis.chainId, tx),
    };
  });
}

async function allHold(
  verifyMany: VerifyMany,
  claims: readonly ProofClaim[],
  placeOf: (i: number) => { readonly fact: string; readonly batch?: number },
): Promise<void> {
  const wrong = (await verifyMany(claims)).findIndex((refusal) => refusal !== undefined);
  if (wrong >= 0) throw fail('FACT_INVALID', { field: 'proof', ...placeOf(wrong) });
}
