/** One root over a day's readings of an area, against a tree that is built at once. */
import { readRootsOf } from '@veilgrid/node/state/flexibility/readRoots';
import { listSettlements } from '@veilgrid/node/state/market/settlement';
import { capacity, Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { FlexWorld } from '../support/flexibility/flexWorld.js';
import { PARAMS } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';
import { inBatches } from '../support/inBatches.js';
import { HERE } from '../support/party.js';
import { slotOf } from '../support/slot.js';

const CHUNK = capacity(PARAMS.chunkDepth);
const NEXT = { zone: HERE.zone + 1, tariffId: HERE.tariffId + 2 };
const DEARER = { ...HERE, tariffId: HERE.tariffId + 1 };

test('is by zone, tariff and chunk, whatever was opened first', () => {
  const world = new FlexWorld(12).prepare();
  const { chain, households } = world;
  chain.send('publishArea', { areaId: 6, places: [70], zones: [HERE.zone, NEXT.zone] });
  const settled = [
    [NEXT, 9],
    [DEARER, 3],
    [HERE, 12],
  ] as const;
  settled.slice(0, 2).forEach(([where], i) => {
    world.neighbours(20 * (i + 1), 10, where);
  });
  const days = settled.map(([where]) => world.opens(2, where));
  for (const day of days) day.void(day.at.release);
  settled.forEach(([, count], i) => {
    days[i]!.settle(households.slice(0, count), -1);
  });

  const of = ({ zone, tariffId }: typeof HERE) =>
    slotOf(2, chain.genesis.chainId, { zone, tariffId }).auctionId;
  const naive = (...wheres: (typeof HERE)[]) => {
    const leaves = wheres.flatMap((where) => {
      const commitments = listSettlements(chain.store, of(where), 0, 100).map((s) => s.readingCommitment);
      return inBatches(commitments, CHUNK).flatMap((chunk) => [
        ...chunk,
        ...Array<bigint>(CHUNK - chunk.length).fill(0n),
      ]);
    });
    return new Tree8(hasher, PARAMS.orderDepth, leaves).root;
  };
  const { day } = slotOf(2);
  const roots = readRootsOf(chain.ctx, chain.store, {
    need: { areaId: 6 },
    auctions: [of(HERE), of(NEXT)],
    days: [day, 1],
  });
  expect(roots).toEqual({ readRoot: naive(HERE, NEXT), readRoots: [naive(HERE, DEARER, NEXT), naive()] });
  expect(naive(DEARER, HERE, NEXT)).not.toBe(roots.readRoots[0]);
});
