/** A household that changes its zone between two openings of one day, with a real wallet and real circuits. */
import { countsFrom, nullCells, pointRecord, signPoint } from '@veilgrid/client-sdk';
import { fetchPointChanges, pinnedBy, pinnedPath } from '@veilgrid/client-sdk/core/points/points';
import { fetchAuction } from '@veilgrid/client-sdk/market/auction';
import { buildOrder } from '@veilgrid/client-sdk/market/order';
import { MIN_GROUP, SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import type { CoSigner } from '@veilgrid/services';
import { CAPS, TARIFF, ZONE } from '../state/support/party.js';
import { K } from '../state/support/profile.js';
import { startTestChain, type TestChain } from './support/chain.js';
import {
  enrol,
  fundRoles,
  type Household,
  household,
  moveTo,
  type Parties,
  partiesOf,
  publishTariff,
  TERMS,
  untilNotesAreReady,
} from './support/market.js';

const NORTH = ZONE + 1;

let chain: TestChain;
let parties: Parties;
let homes: Household[];
let south: bigint;
let north: bigint;

const openIn = (zone: number) =>
  parties.operator.openAuction(
    { ...TERMS, zone },
    { share: (id) => parties.regulator.share(id), coSigner: parties.regulator.coSigner },
    parties.supplier,
  );

/** The wide caps of `enrol`, and the zone. */
async function moveIn(home: Household, position: number, zone: number, epoch: number): Promise<void> {
  const record = pointRecord(
    home.ctx,
    {
      ...CAPS,
      importCap: 20_000,
      dayImportCap: 15_000 * K,
      position,
      meterKey: home.meter.key,
      zone,
      tariffId: TARIFF,
    },
    epoch,
  );
  const { kA, kB } = home.keys.aggregationKeys(position, epoch);
  await parties.a.accept(record, kA);
  await parties.b.accept(record, kB);
  await parties.registrar.change(record, {
    supplier: parties.supplier,
    statistician: parties.b.coSigner,
    owner: (draft) => signPoint(home.ctx, record, draft),
  });
}

beforeAll(async () => {
  chain = await startTestChain();
  parties = partiesOf(chain);
  homes = Array.from({ length: 2 * MIN_GROUP }, (_, i) => household(chain, `home ${i}`));
  await fundRoles(chain);
  await publishTariff(parties);
  for (const [i, home] of homes.entries()) await enrol(chain, parties, home, i, i < MIN_GROUP ? ZONE : NORTH);
  await untilNotesAreReady(chain);
  south = await openIn(ZONE);
  await moveIn(homes[0]!, 0, NORTH, 0);
  north = await openIn(NORTH);
}, 120_000);
afterAll(() => chain.close());

const cells = () => nullCells(K);
const code = (name: string) => expect.objectContaining({ code: name });

test('it has no part in the second zone of the day', async () => {
  const { wallet } = homes[0]!;
  await expect(wallet.market.order(north, cells())).rejects.toEqual(code('POINT_NOT_PINNED'));
  await expect(wallet.market.order(north, cells(), { position: 0 })).rejects.toEqual(
    code('POINT_NOT_PINNED'),
  );
});

test('and no proof of it exists: not by its new record, not by the one that the day pinned', async () => {
  const { ctx, wallet } = homes[0]!;
  await wallet.sync();
  const { entry } = await fetchAuction(ctx, north);
  const changes = await fetchPointChanges(ctx);
  expect(entry.pointChanges).toBe(2 * MIN_GROUP);
  const now = pinnedBy({ pointChanges: changes.length }, changes);
  const then = pinnedBy(entry, changes);
  // The root of now is not the day's: a wallet that is told it builds a path that leads elsewhere.
  const moved = now.get(0)!;
  expect(moved.zone).toBe(NORTH);
  expect(() => pinnedPath(ctx, now, moved, entry.pointRoot)).toThrow(code('POINT_NOT_PINNED'));
  const path = pinnedPath(ctx, then, then.get(0)!, entry.pointRoot);
  for (const point of [moved, then.get(0)!]) {
    const request = { entry, point, pointPath: path, cells: cells(), notes: wallet.notes };
    await expect(buildOrder(ctx, request)).rejects.toThrow();
  }
  // The same path proves the day's record in its own zone.
  await expect(
    buildOrder(ctx, {
      entry: (await fetchAuction(ctx, south)).entry,
      point: then.get(0)!,
      pointPath: path,
      cells: cells(),
      notes: wallet.notes,
    }),
  ).resolves.toBeDefined();
});

test('it orders where the day has it, by the record of the pin', async () => {
  const order = await homes[0]!.wallet.market.order(south, cells());
  expect(order.point).toMatchObject({ position: 0, zone: ZONE });
  // Its neighbour there is not concerned, nor is anybody in the north.
  await homes[1]!.wallet.market.order(south, cells());
  await homes[MIN_GROUP]!.wallet.market.order(north, cells());
});

test('a wallet says from which day on a change counts', async () => {
  expect(await countsFrom(chain, 0)).toBe(TERMS.day + 1);
  // Enrolled before the pin: from the next day there is.
  expect(await countsFrom(chain, 1)).toBe(TERMS.day);
  await expect(countsFrom(chain, 99)).rejects.toEqual(code('POSITION_EMPTY'));
});

test('who comes after the pin has no part in the day either', async () => {
  const late = household(chain, 'late');
  await enrol(chain, parties, late, 30);
  await expect(late.wallet.market.order(south, cells())).rejects.toEqual(code('POINT_NOT_PINNED'));
  await expect(household(chain, 'nobody').wallet.market.order(south, cells())).rejects.toEqual(
    code('POSITION_EMPTY'),
  );
});

test('the registrar is warned of a revocation that leaves a group uneven', async () => {
  const { registrar, supplier } = parties;
  const day = 60_000 * K;
  const widen = async (position: number, dayImportCap: number) => {
    const newest = (await fetchPointChanges(chain)).findLast((p) => p.position === position)!;
    const { leaf: _, revoked: __, ...point } = newest;
    const record = { ...point, dayImportCap };
    const owner: CoSigner = (draft) => signPoint(homes[position]!.ctx, record, draft);
    await registrar.change(record, { supplier, statistician: parties.b.coSigner, owner });
  };
  // Eleven with the one that moved in: the ten of one size bear one of four times it, nine and a smaller one do not.
  await widen(MIN_GROUP, day);
  await widen(MIN_GROUP + 1, day / 4 - 1);
  expect(await registrar.revoke(MIN_GROUP + 2, supplier)).toEqual({ field: 'dayImportCap', cap: day });
  // Below ten there is nothing to compare.
  expect(await registrar.revoke(MIN_GROUP + 3, supplier)).toBeUndefined();
  await expect(registrar.revoke(MIN_GROUP + 3, supplier)).rejects.toEqual(code('POINT_REVOKED'));
});

test('a new meter is posted from the day after, or change and list together would name its settlement', async () => {
  const { registrar, supplier, a, b } = parties;
  const home = homes[1]!;
  const newest = (await fetchPointChanges(chain)).findLast((p) => p.position === 1)!;
  const { leaf: _, revoked: __, ...point } = newest;
  const meter = household(chain, 'new meter').meter.key;
  const record = { ...point, meterAx: meter.x, meterAy: meter.y };
  const owner: CoSigner = (draft) => signPoint(home.ctx, record, draft);
  const today = Math.floor(Number((await chain.api.status({})).time) / SECONDS_PER_DAY);
  const change = (replacedOn?: number) =>
    registrar.change(record, { supplier, statistician: b.coSigner, owner }, replacedOn);
  await a.ensureHeld(record);
  await expect(change()).rejects.toEqual(code('VALUE_OUT_OF_RANGE'));
  await expect(change(today)).rejects.toEqual(code('PHASE_WRONG'));
  await change(today - 1);
  const changed = (await fetchPointChanges(chain)).at(-1)!;
  expect([changed.position, changed.meterAx]).toEqual([1, meter.x]);
});

test('B forgets the keys of points that are gone when their days are over, and no others; A has late bills to invoice', async () => {
  const position = MIN_GROUP + 3;
  const held = async () => {
    const tags = await parties.b.tags(north);
    return [...tags.values()].some((tag) => tag.position === position);
  };
  const { entry } = await fetchAuction(homes[0]!.ctx, north);
  expect(await parties.b.forgetKeys()).toBe(0);
  await moveTo(chain, entry.settleEnd);
  const before = (await parties.b.tags(north)).size;
  // Nobody settled in either zone: of the two that are gone nothing can be opened.
  expect(await parties.b.forgetKeys()).toBe(2);
  expect([await held(), (await parties.b.tags(north)).size]).toEqual([false, before - 2]);
  expect(await parties.a.forgetKeys()).toBe(0);
});
