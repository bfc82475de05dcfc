/** How long A and B keep a key: as long as a day that pinned it may still be opened, summed or invoiced. */
import { hex } from '@veilgrid/protocol/core/crypto/field';
import type { Aggregator } from '@veilgrid/protocol/roles';
import type { Api } from '@veilgrid/protocol/routes';
import { keysNeeded } from '@veilgrid/services/core/keysNeeded';

const DAY = 86_400;
const LATE = 60 * DAY;
/** Position, kA of the record, and whether this change revoked it. */
const CHANGES = [
  [0, 10n, false],
  [1, 20n, false],
  [0, 11n, false],
  [1, 20n, true],
  [0, 12n, false],
] as const;

interface Auction {
  readonly day: number;
  readonly pointChanges: number;
  readonly phase: string;
  readonly settlements: number;
}

/** A node with these auctions at a time, as far as it is asked. */
async function needed(role: Aggregator, time: number, auctions: readonly Auction[]): Promise<bigint[]> {
  const entries = auctions.map((a) => ({ ...a, settleEnd: BigInt((a.day + 3) * DAY) }));
  const api = {
    status: async () => ({ time: BigInt(time) }),
    pointChanges: async () => ({
      total: CHANGES.length,
      items: CHANGES.map(([position, key, revoked]) => ({
        position,
        revoked,
        keyAHash: key,
        keyBHash: key,
      })),
    }),
    auctions: async () => ({ total: auctions.length, items: auctions.map((_, i) => BigInt(i)) }),
    auction: async ({ params }: { params: { auctionId: bigint } }) => entries[Number(params.auctionId)],
  } as unknown as Api;
  const keys = await keysNeeded(api, role, LATE);
  return [10n, 11n, 12n, 20n].filter((key) => keys.get(hex(key)));
}

const published = (day: number, pointChanges: number): Auction => ({
  day,
  pointChanges,
  phase: 'published',
  settlements: 12,
});

test('a live key stays, one that no day pinned is not needed', async () => {
  expect(await needed('B', 0, [])).toEqual([12n]);
});

test('pinned from the change on that brought it, up to the one that ended it', async () => {
  const waiting = (pointChanges: number) => [{ ...published(1, pointChanges), phase: 'closed' }];
  const late = 1_000 * DAY;
  expect(await needed('B', late, waiting(1))).toEqual([10n, 12n]);
  expect(await needed('B', late, waiting(2))).toEqual([10n, 12n, 20n]);
  expect(await needed('B', late, waiting(3))).toEqual([11n, 12n, 20n]);
  expect(await needed('B', late, waiting(4))).toEqual([11n, 12n]);
  expect(await needed('B', late, waiting(5))).toEqual([12n]);
});

test('until the day has begun, its settlements are over and its set is published', async () => {
  const at = (time: number, auction: Auction) => needed('B', time, [auction]);
  // Another zone of this day may still be opened.
  expect(await at(100 * DAY - 1, published(100, 1))).toEqual([10n, 12n]);
  expect(await at(103 * DAY - 1, published(100, 1))).toEqual([10n, 12n]);
  expect(await at(103 * DAY, published(100, 1))).toEqual([12n]);
  // A set that waits may be merged for ever; one in which nobody settled opens nothing.
  const waits = { ...published(100, 1), phase: 'void' };
  expect(await at(10_000 * DAY, waits)).toEqual([10n, 12n]);
  expect(await at(10_000 * DAY, { ...waits, settlements: 0 })).toEqual([12n]);
});

test('A keeps it to the end of late bills, which it invoices', async () => {
  const end = 103 * DAY + LATE;
  expect(await needed('A', end - 1, [published(100, 1)])).toEqual([10n, 12n]);
  expect(await needed('A', end, [published(100, 1)])).toEqual([12n]);
});

test('every day that pinned it counts', async () => {
  const days = [published(100, 1), published(101, 2), { ...published(102, 2), phase: 'closed' }];
  expect(await needed('B', 500 * DAY, days)).toEqual([10n, 12n, 20n]);
});
