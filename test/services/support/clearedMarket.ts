/** A market whose first day is cleared and to be settled, with terms or without; the next day is void. */
import { submitTx } from '@veilgrid/client-sdk/client/submit';
import { settleAuctionOf } from '@veilgrid/client-sdk/market/settleAuction';
import type { Reading } from '@veilgrid/protocol/core/readings';
import { NO_STATUS_DIGEST } from '@veilgrid/protocol/market/terms';
import { RELEASE_DELAY, voidAuction } from '@veilgrid/services';
import { K, PROFILE } from '../../state/support/profile.js';
import { slotOf } from '../../state/support/slot.js';
import type { TestChain } from './chain.js';
import { type Entry, ORDERS } from './lies.js';
import { moveTo, TERMS } from './market.js';
import { openedMarket } from './openedMarket.js';

export const HOMES = 10;

/** Two households that a refusal must not tell apart. */
export const DAYS: readonly (readonly Reading[])[] = [
  Array.from({ length: K }, () => ({ imported: 0, exported: 0 })),
  Array.from({ length: K }, (_, k) => ({ imported: 9_000 + k, exported: 0 })),
];

export async function clearedMarket(chain: TestChain) {
  const market = await openedMarket(chain, HOMES, 2);
  const { homes, parties, auctionId } = market;
  const nextId = market.auctionIds[1]!;
  for (const [i, home] of homes.entries()) await home.wallet.market.order(auctionId, ORDERS[i % 2]!);
  await moveTo(chain, TERMS.gate + RELEASE_DELAY);
  await parties.regulator.release(auctionId);
  await parties.operator.clear(auctionId);
  await moveTo(chain, slotOf(1).times.release);
  await voidAuction(chain.api, PROFILE, nextId);
  await moveTo(chain, TERMS.settleFrom);
  const dayOf = (i: number, which: number) =>
    homes[i]!.meter.signDay(chain.genesis.chainId, i, TERMS.day, DAYS[which]!);
  return { ...market, nextId, dayOf };
}

export type ClearedMarket = Awaited<ReturnType<typeof clearedMarket>>;

/** What the wallets make of this answer. */
export function termsOf(chain: TestChain, told: Entry): bigint {
  const form = { late: false, statusDigest: NO_STATUS_DIGEST };
  return settleAuctionOf(chain, { entry: told, void: false }, form).terms;
}

export async function openTerms(chain: TestChain, auctionId: bigint): Promise<void> {
  const terms = termsOf(chain, await chain.api.auction({ params: { auctionId } }));
  const unsigned = { proofs: new Uint8Array(), signatures: [] };
  await submitTx(chain.api, PROFILE, { kind: 'openSettlement', body: { auctionId, terms }, ...unsigned });
}
