/** Whether the newest final block is of about now. */
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { ensure } from '@veilgrid/protocol/errors';

type Chain = Pick<Genesis, 'consensus'>;

/** Seconds that the newest final block may be from one's own clock, either way. */
const MAX_LAG = 300;

/** The same for a chain: one whose blocks are further apart than a production chain's may be has that much more time. */
export function maxLag({ consensus }: Chain): number {
  return Math.max(MAX_LAG, 2 * consensus.blockInterval);
}

/**
 * Now, by one's own clock; of a chain whose time is moved by hand, which has nothing to do with a machine's, its newest
 * block's.
 * @param head time of the newest final block, Unix seconds
 * @param clock Unix seconds
 */
export function nowOf({ consensus }: Chain, head: bigint, clock: number): bigint {
  return consensus.clock === 'manual' ? head : BigInt(Math.floor(clock));
}

/**
 * A chain whose time is moved by hand has no now.
 * @param head time of the newest final block, Unix seconds
 * @param now Unix seconds
 * @throws ProtocolError HEAD_STALE with both times
 */
export function ensureHeadIsNear(chain: Chain, head: bigint, now: number): void {
  const near = chain.consensus.clock === 'manual' || Math.abs(now - Number(head)) <= maxLag(chain);
  ensure(near, 'HEAD_STALE', { head: String(head), clock: String(Math.floor(now)) });
}
