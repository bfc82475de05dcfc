import { decodeFrames, type LedgerBlock } from '@veilgrid/protocol/core/ledgerFile';
import { ensure } from '@veilgrid/protocol/errors';
import type { Api } from '@veilgrid/protocol/routes';

/**
 * The blocks of a node, as it gives them: nothing of them is checked.
 * @param to height of the last one wanted
 * @throws ProtocolError RESPONSE_INVALID where the node stops before it
 */
export async function* blocksOf(api: Api, from: number, to: number): AsyncGenerator<LedgerBlock> {
  for (let next = from; next <= to; ) {
    const { frames } = await api.blocks({ query: { from: next, limit: Math.min(1000, to - next + 1) } });
    const blocks = decodeFrames(frames);
    ensure(blocks.length > 0, 'RESPONSE_INVALID', { route: 'blocks' });
    yield* blocks;
    next += blocks.length;
  }
}
