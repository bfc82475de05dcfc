import { allItems } from '@veilgrid/client-sdk/client/submit';
import { hex } from '@veilgrid/protocol/core/crypto/field';
import type { PointRecord } from '@veilgrid/protocol/core/points';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import type { Aggregator } from '@veilgrid/protocol/roles';
import type { Api, RouteResponse } from '@veilgrid/protocol/routes';

type AuctionEntry = RouteResponse<'auction'>;

/** When a key stood in the records of points: from its change on, up to the one that ended it. */
interface Life {
  readonly from: number;
  until: number;
}

/**
 * Whether A or B still needs the keys that points ever had, by the hex of their hashes. A key is needed while a
 * point has it; then until every day that was pinned while it lived has begun (nothing is opened for it any more)
 * and all its auctions are published or can open no more. A set that waits still can, unless nobody settled.
 * A keeps a key to the end of late bills besides: it invoices their shortfalls by it.
 * @param late seconds after the last settlement, of genesis
 */
export async function keysNeeded(api: Api, role: Aggregator, late: number): Promise<Map<string, boolean>> {
  const changes = await allItems((query) => api.pointChanges({ query }));
  const { time } = await api.status({});
  const ids = await allItems((query) => api.auctions({ query }));
  const auctions = await Promise.all(ids.map((auctionId) => api.auction({ params: { auctionId } })));
  const open = auctions.filter((auction) => mayOpen(auction, time, role === 'A' ? BigInt(late) : 0n));
  const keyOf = (p: PointRecord) => hex(role === 'A' ? p.keyAHash : p.keyBHash);
  const lives = new Map<string, Life[]>();
  const current = new Map<number, Life>();
  changes.forEach((change, index) => {
    const before = current.get(change.position);
    if (before) before.until = index;
    current.delete(change.position);
    if (change.revoked) return;
    const life: Life = { from: index, until: Number.POSITIVE_INFINITY };
    current.set(change.position, life);
    const key = keyOf(change);
    lives.set(key, [...(lives.get(key) ?? []), life]);
  });
  // Pinned while it lived: at n changes with from < n ≤ until.
  const needs = ({ from, until }: Life) =>
    until === Number.POSITIVE_INFINITY ||
    open.some(({ pointChanges }) => from < pointChanges && pointChanges <= until);
  return new Map([...lives].map(([key, all]) => [key, all.some(needs)]));
}

/** Whether an auction, or another of its day, may still ask for masks or invoices. */
function mayOpen({ day, phase, settleEnd, settlements }: AuctionEntry, time: bigint, late: bigint): boolean {
  const begun = time >= BigInt(day * SECONDS_PER_DAY);
  const billed = time >= settleEnd + late;
  return !begun || !billed || (phase !== 'published' && settlements > 0);
}
