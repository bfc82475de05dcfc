/** Whether the newest final block is of about now. */
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { ensure } from '@veilgrid/protocol/errors';

/** Seconds that the newest final block may be from one's own clock, either way. */
const MAX_LAG = 300;

/**
 * A chain whose time is moved by hand has no now; one whose blocks are further apart than a production chain's may be
 * has that much more time.
 * @param head time of the newest final block, Unix seconds
 * @param now Unix seconds
 * @throws ProtocolError HEAD_STALE with both times
 */
export function ensureHeadIsNear(genesis: Pick<Genesis, 'consensus'>, head: bigint, now: number): void {
  const { clock, blockInterval } = genesis.consensus;
  const lag = Math.abs(now - Number(head));
  ensure(clock === 'manual' || lag <= Math.max(MAX_LAG, 2 * blockInterval), 'HEAD_STALE', {
    head: String(head),
    clock: String(Math.floor(now)),
  });
}
