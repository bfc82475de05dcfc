import { type ErrorCode, hasCode, ProtocolError } from '@veilgrid/protocol/errors';
import type { TxOf } from '@veilgrid/protocol/tx';
import { submitTx } from '../client/submit.js';
import type { WalletContext } from '../wallet/context.js';
import { fetchAuction, type TrustedAuction } from './auction.js';

type Step = { [K in 'openSettlement' | 'voidAuction']: Pick<TxOf<K>, 'kind' | 'body'> }[
  | 'openSettlement'
  | 'voidAuction'];

/**
 * Takes a step that anybody may take, where nobody did.
 * @param taken how the ledger refuses it where somebody was first
 * @returns the auction as facts show it afterwards; whether they show the step is for the caller to see
 * @throws ProtocolError FACT_INVALID, and the node's refusals
 */
export async function forAll(ctx: WalletContext, step: Step, taken: ErrorCode): Promise<TrustedAuction> {
  try {
    await submitTx(ctx.api, ctx.genesis.profile, { ...step, proofs: new Uint8Array(), signatures: [] });
  } catch (error) {
    const first = error instanceof ProtocolError && (hasCode(error, taken) || hasCode(error, 'TX_DUPLICATE'));
    if (!first) throw error;
  }
  return fetchAuction(ctx, step.body.auctionId);
}
