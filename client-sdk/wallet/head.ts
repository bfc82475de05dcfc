import type { BlockHeader } from '@veilgrid/protocol/core/block';
import { verifyHead } from '../verifier/head.js';
import type { WalletContext } from './context.js';

/**
 * The newest final header, no further from the wallet's clock than a node may be behind.
 * @throws ProtocolError FACT_INVALID, HEAD_STALE
 */
export async function fetchHead({
  api,
  genesis,
  clock = () => Date.now() / 1000,
}: Pick<WalletContext, 'api' | 'genesis' | 'clock'>): Promise<BlockHeader> {
  return verifyHead(genesis, await api.headers({}), clock());
}
