import { verifyHead } from '@veilgrid/client-sdk/verifier/head';
import { nowOf } from '@veilgrid/client-sdk/verifier/headLag';
import { verifyOpening } from '@veilgrid/client-sdk/verifier/market/auction';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { ensure } from '@veilgrid/protocol/errors';
import type { Draft } from '@veilgrid/protocol/kinds';
import type { Api } from '@veilgrid/protocol/routes';

export interface ReleaseContext {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
  readonly api: Api;
  /** Unix seconds; default: this machine's. */
  readonly clock?: () => number;
}

/** What may be set free once late bills are over, and of which auction: a set's host is the last of its auctions. */
function releasedBy({ kind, body }: Draft) {
  if (kind === 'releaseHeld') return { auctionId: body.host, early: 'HELD_LOCKED' } as const;
  return kind === 'releaseBond' ? ({ auctionId: body.auctionId, early: 'PHASE_WRONG' } as const) : undefined;
}

/**
 * Before either signer of a release signs. A validator whose clock runs ahead could end the time of late bills early, and
 * what is signed now it can keep for a block of then: so that time is over by this party's own clock.
 * @returns whether the draft is a release
 * @throws ProtocolError FACT_INVALID, HEAD_STALE; HELD_LOCKED or PHASE_WRONG while late bills may come
 */
export async function ensureLateBillsOver(ctx: ReleaseContext, draft: Draft): Promise<boolean> {
  const released = releasedBy(draft);
  if (!released) return false;
  const { auctionId, early } = released;
  const { genesis, api, clock = () => Date.now() / 1000 } = ctx;
  const head = verifyHead(genesis, await api.headers({ query: {} }), clock());
  const { terms } = verifyOpening(ctx, auctionId, await api.auctionFacts({ params: { auctionId } }));
  const now = nowOf(genesis, head.time, clock());
  const over = now >= terms.settleEnd + BigInt(genesis.windows.late);
  ensure(over, early, { field: 'auctionId', settleEnd: String(terms.settleEnd), now: String(now) });
  return true;
}
