import { ensureHeadIsNear, nowOf } from '@veilgrid/client-sdk/verifier/headLag';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { Aggregator } from '@veilgrid/protocol/roles';
import type { Followed, Follower } from './follower/follower.js';
import type { SecretStore } from './secrets.js';
import { compareSigned } from './sets/compareSigned.js';
import type { FollowedGroups } from './sets/followedGroups.js';

export interface FollowingContext {
  readonly role: Aggregator;
  readonly genesis: Genesis;
  readonly secrets: SecretStore;
  /** Shows what is signed in final blocks, checked by itself. */
  readonly follower: Pick<Follower<FollowedGroups>, 'catchUp'>;
  /** Unix seconds; default: this machine's. */
  readonly clock?: () => number;
}

const systemClock = () => Date.now() / 1000;

/** A validator whose clock runs ahead could freeze a set early. @throws ProtocolError HEAD_STALE */
export async function catchUp(ctx: FollowingContext): Promise<Followed<FollowedGroups>> {
  const { role, genesis, secrets, follower, clock = systemClock } = ctx;
  const followed = await follower.catchUp();
  const { head, book } = followed;
  ensureHeadIsNear(genesis, head.time, clock());
  await compareSigned(secrets, role, book, latestTime(ctx, head.time));
  return followed;
}

/** No earlier than a role may have signed: the node's newest block may be some minutes old. */
export function latestTime({ genesis, clock = systemClock }: FollowingContext, head: bigint): bigint {
  const own = nowOf(genesis, head, clock());
  return own > head ? own : head;
}
