/** What A and B follow: the groups of every module, on one book. */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { Api } from '@veilgrid/protocol/routes';
import { extended } from './core/follower/extended.js';
import { BlockProofs, type VerifyMany } from './core/sets/blockProofs.js';
import { needWatch } from './flexibility/follow/needWatch.js';
import { PaymentProofs } from './flexibility/follow/paymentProofs.js';
import { toldNeed } from './flexibility/toldNeed.js';
import { GROUPS } from './groups.js';
import { measuredSettlementWatch } from './market/follow/measures.js';
import { settlementWatch } from './market/follow/settlements.js';

export interface AggregatorParts {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
  readonly api: Pick<Api, 'need' | 'readingChunks'>;
  /** Of members and counts: the aggregation roles believe no sum whose proofs they have not checked. */
  readonly verifyMany: VerifyMany;
}

function partsOf({ genesis, hasher, api, verifyMany }: AggregatorParts) {
  const proofs = new BlockProofs(verifyMany);
  const told = (needId: bigint, areaId: number) => toldNeed(api, { genesis, hasher }, needId, areaId);
  const payments = new PaymentProofs({ genesis, hasher, proofs, told });
  return {
    market: { genesis, hasher, verifyMany },
    shared: { groups: GROUPS, proofs },
    needs: needWatch({ genesis, hasher, groups: GROUPS, payments }),
  };
}

/** The statistician's. */
export function aggregatorWatch(parts: AggregatorParts) {
  const { market, shared, needs } = partsOf(parts);
  return extended(settlementWatch(market, shared), needs);
}

/** The DSO's, which also signs what meters say. */
export function dsoWatch(parts: AggregatorParts) {
  const { market, shared, needs } = partsOf(parts);
  return extended(measuredSettlementWatch(market, shared), needs);
}
