import type { BlockHeader } from '@veilgrid/protocol/core/block';
import type { FinalHeaders } from '@veilgrid/protocol/core/fact';
import { verifyHead } from '../verifier/head.js';
import type { WalletContext } from './context.js';

/**
 * The newest final header, no further from the wallet's clock than a node may be behind.
 * @throws ProtocolError FACT_INVALID, HEAD_STALE
 */
export async function fetchFinalHead({
  api,
  genesis,
  clock = () => Date.now() / 1000,
}: Pick<WalletContext, 'api' | 'genesis' | 'clock'>): Promise<{ header: BlockHeader; final: FinalHeaders }> {
  const answer = await api.headers({});
  const header = verifyHead(genesis, answer, clock());
  return { header, final: { headers: answer.headers.slice(-1), finality: answer.finality } };
}
