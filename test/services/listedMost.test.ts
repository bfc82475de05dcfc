/** How many of a day's homes the statistician lets be listed without a person: not so many that none could hide. */
import type { Api } from '@veilgrid/protocol/routes';
import { RoleSigner, Statistician } from '@veilgrid/services';
import { GENESIS } from '../state/support/genesis.js';
import { hasher } from '../state/support/hasher.js';

const AUCTION = 5n;

interface Group {
  readonly points: number;
  /** Of these, who consented not to be hidden. */
  readonly open?: number;
  /** Listed before. */
  readonly before?: number;
}

const pageOf =
  <T>(items: readonly T[]) =>
  async () => ({ total: items.length, items });

/** What becomes of a list of so many more. */
async function listing(more: number, { points, open = 0, before = 0 }: Group, many = false) {
  const point = { zone: 1, tariffId: 2, revoked: false };
  const changes = Array.from({ length: points }, (_, position) => ({
    ...point,
    position,
    open: position < open ? 1 : 0,
  }));
  const elsewhere = { ...changes[0]!, position: points, zone: 9 };
  const gone = { ...changes[0]!, position: points + 1, revoked: true };
  const after = { ...changes[0]!, position: points + 2 };
  const pinned = [...changes, elsewhere, gone];
  const api = {
    auction: async () => ({ zone: 1, tariffId: 2, pointChanges: pinned.length }),
    statusList: pageOf(Array(before).fill({})),
    pointChanges: pageOf([...pinned, after]),
  } as unknown as Api;
  const signer = new RoleSigner('statistician', new Uint8Array(32).fill(3), GENESIS, api);
  const entry = {
    tag: 1n,
    ephemeral: new Uint8Array(32),
    sealed: new Uint8Array(6 * GENESIS.params.K + 112),
  };
  const body = { sequence: 0n, auctionId: AUCTION, part: 0, entries: Array(more).fill(entry) };
  const coSigner = new Statistician({ genesis: GENESIS, hasher, api, signer }).coSigner({ many });
  try {
    await coSigner({ kind: 'statusList', body });
    return 'signed';
  } catch (error) {
    const { code, data } = error as { code?: string; data?: Record<string, unknown> };
    return { code, ...data };
  }
}

const refused = { code: 'SIGNATURE_UNEXPECTED', field: 'entries' };

test('ten where ten others are left, whatever part of the group they are', async () => {
  expect(await listing(10, { points: 20 })).toBe('signed');
  expect(await listing(10, { points: 19 })).toEqual({ ...refused, listed: 10, most: 10, hidden: 9 });
  expect(await listing(1, { points: 10 })).toEqual({ ...refused, listed: 1, most: 10, hidden: 9 });
  expect(await listing(11, { points: 219 })).toEqual({ ...refused, listed: 11, most: 10, hidden: 208 });
});

test('a twentieth of a group that is large', async () => {
  expect(await listing(12, { points: 240 })).toBe('signed');
  expect(await listing(12, { points: 239 })).toMatchObject({ ...refused, most: 11 });
  expect(await listing(13, { points: 240 })).toMatchObject({ ...refused, most: 12 });
});

test('who was listed before counts, and who is open hides nobody', async () => {
  expect(await listing(4, { points: 40, before: 6 })).toBe('signed');
  expect(await listing(5, { points: 40, before: 6 })).toMatchObject({ ...refused, listed: 11 });
  expect(await listing(5, { points: 20, open: 5 })).toBe('signed');
  expect(await listing(5, { points: 20, open: 6 })).toMatchObject({ ...refused, hidden: 9 });
});

test('a person who has looked may sign any', async () => {
  expect(await listing(200, { points: 200 }, true)).toBe('signed');
});
