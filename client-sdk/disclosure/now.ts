import type { BlockHeader } from '@veilgrid/protocol/core/block';
import { nowOf } from '../verifier/headLag.js';
import type { WalletContext } from '../wallet/context.js';
import { fetchFinalHead } from '../wallet/head.js';

/** Unix seconds, by the wallet's clock; of a chain whose time is moved by hand, by its newest block. */
export function nowAt(
  { genesis, clock = () => Date.now() / 1000 }: Pick<WalletContext, 'genesis' | 'clock'>,
  head: Pick<BlockHeader, 'time'>,
): bigint {
  return nowOf(genesis, head.time, clock());
}

/** The same, of the newest final block. @throws ProtocolError FACT_INVALID, HEAD_STALE */
export async function fetchNow(ctx: Pick<WalletContext, 'api' | 'genesis' | 'clock'>): Promise<bigint> {
  return nowAt(ctx, (await fetchFinalHead(ctx)).header);
}
