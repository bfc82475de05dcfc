import type { FinalHeaders } from '@veilgrid/protocol/core/fact';
import { ensure, hasCode, ProtocolError } from '@veilgrid/protocol/errors';
import { decodeTx, txDigest, txIdHex } from '@veilgrid/protocol/tx';
import { verifySignedFact } from '../verifier/signedFact.js';
import type { WalletContext } from './context.js';

/**
 * A transaction of one's own in a final block: that its node calls it committed counts for nothing. It was sent to this
 * node, so that asking for it names nothing more. Another proof of the same body is the same transaction.
 * @returns the final header that shows it
 * @throws ProtocolError FACT_INVALID with the kind as its fact
 */
export async function fetchInclusion(
  { api, genesis }: Pick<WalletContext, 'api' | 'genesis'>,
  bytes: Uint8Array,
): Promise<FinalHeaders> {
  const idOf = (tx: Uint8Array) =>
    txIdHex(txDigest(genesis.profile, genesis.chainId, decodeTx(genesis.profile, tx)));
  const { kind } = decodeTx(genesis.profile, bytes);
  const id = idOf(bytes);
  const fact = await shownFact(api, id);
  ensure(fact !== undefined, 'FACT_INVALID', { field: 'tx', fact: kind });
  const { final } = verifySignedFact(genesis, kind, fact);
  ensure(idOf(fact.tx) === id, 'FACT_INVALID', { field: 'tx', fact: kind });
  return final;
}

/** The same; undefined where it is not shown, for whatever reason. */
export async function findInclusion(
  ctx: Pick<WalletContext, 'api' | 'genesis'>,
  bytes: Uint8Array,
): Promise<FinalHeaders | undefined> {
  try {
    return await fetchInclusion(ctx, bytes);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

async function shownFact(api: WalletContext['api'], id: string) {
  try {
    return await api.fact({ params: { id } });
  } catch (error) {
    if (hasCode(error, 'NOT_FOUND')) return undefined;
    throw error;
  }
}
