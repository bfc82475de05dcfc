import { ensureHeadIsNear, nowOf } from '@veilgrid/client-sdk/verifier/headLag';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { ensure } from '@veilgrid/protocol/errors';
import type { Draft } from '@veilgrid/protocol/kinds';
import type { Follower } from '../core/follower/follower.js';
import type { CoSigner, RoleSigner } from '../core/roleSigner.js';
import { type FollowedNeeds, needEnd } from './follow/needs.js';

export interface DepositsContext {
  readonly genesis: Genesis;
  readonly signer: RoleSigner;
  readonly follower: Pick<Follower<FollowedNeeds>, 'catchUp'>;
  /** Unix seconds; default: this machine's. */
  readonly clock?: () => number;
}

/**
 * Before either signer of a release signs. A validator whose clock runs ahead could end the late days early, and what is
 * signed now it can keep for a block of then: so they are over by this party's own clock. Of a set the need under which
 * it is published froze last.
 * @throws ProtocolError NEED_UNKNOWN, HEAD_STALE; HELD_LOCKED while late payments may come
 */
export async function ensureDepositsOver(ctx: DepositsContext, needId: bigint): Promise<void> {
  const { genesis, follower, clock = () => Date.now() / 1000 } = ctx;
  const { head, book } = await follower.catchUp();
  ensureHeadIsNear(genesis, head.time, clock());
  const deliverEnd = needEnd(book, needId);
  const now = nowOf(genesis, head.time, clock());
  const over = now >= deliverEnd + BigInt(genesis.windows.late);
  ensure(over, 'HELD_LOCKED', { field: 'needId', deliverEnd: String(deliverEnd), now: String(now) });
}

/** DSO's and statistician's, each under a release of what late payments can no longer take. */
export function depositsCoSigner(ctx: DepositsContext): CoSigner {
  return async (draft: Draft) => {
    ensure(draft.kind === 'releaseDeposits', 'SIGNATURE_UNEXPECTED', { kind: draft.kind });
    await ensureDepositsOver(ctx, draft.body.needId);
    return ctx.signer.sign(draft);
  };
}
