/** How many of a day's homes the statistician lets be listed without a person: not so many that none could hide. */
import { zoneTariff } from '@veilgrid/protocol/core/points';
import { NO_STATUS_DIGEST } from '@veilgrid/protocol/market/terms';
import type { Api } from '@veilgrid/protocol/routes';
import { RoleSigner, Statistician } from '@veilgrid/services';
import { followPin, followPoint, followRevocation } from '@veilgrid/services/core/sets/followedPoints';
import { listWatch, type StatusLists } from '@veilgrid/services/market/follow/lists';
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

/** What B's follower has of it. */
function bookOf({ points, open = 0, before = 0 }: Group): StatusLists {
  const book = listWatch({ genesis: GENESIS, hasher }).open();
  const nobody = {
    keyAHash: 0n,
    keyBHash: 0n,
    ownerSigPk: new Uint8Array(32),
    dayImportCap: 0,
    dayExportCap: 0,
  };
  const here = { ...nobody, zone: 1, tariffId: 2 };
  for (let position = 0; position < points; position++)
    followPoint(book, position, { ...here, open: position < open ? 1 : 0 });
  followPoint(book, points, { ...here, zone: 9, open: 0 });
  followPoint(book, points + 1, { ...here, open: 0 });
  followRevocation(book, points + 1);
  followPin(book, AUCTION, { series: zoneTariff(1, 2), day: 3, until: 9n }, 0n);
  followPoint(book, points + 2, { ...here, open: 0 });
  const none = { early: NO_STATUS_DIGEST, digest: NO_STATUS_DIGEST };
  book.lists[String(AUCTION)] = { day: 3, settleFrom: 5n, parts: 0, entries: before, ...none };
  return book;
}

/** What becomes of a list of so many more. */
async function listing(more: number, group: Group, many = false) {
  const book = bookOf(group);
  const head = { height: 1n, time: 1n, hash: new Uint8Array(32) };
  const follower = { catchUp: async () => ({ head, book }) };
  // Nobody is asked anything.
  const api = {} as Api;
  const signer = new RoleSigner('statistician', new Uint8Array(32).fill(3), GENESIS, api);
  const entry = {
    tag: 1n,
    ephemeral: new Uint8Array(32),
    sealed: new Uint8Array(6 * GENESIS.params.K + 112),
  };
  const body = { sequence: 0n, auctionId: AUCTION, part: 0, entries: Array(more).fill(entry) };
  const coSigner = new Statistician({ genesis: GENESIS, hasher, api, signer, follower }).coSigner({ many });
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
