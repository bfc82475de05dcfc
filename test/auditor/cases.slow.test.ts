import { held } from '@veilgrid/client-sdk/auditor/index';
import { makeKeyShare } from '@veilgrid/protocol/core/books/keyShare';
import { SUBGROUP_ORDER } from '@veilgrid/protocol/core/crypto/babyjub';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { moneyWord } from '@veilgrid/protocol/core/groups/words';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { ROLES } from '@veilgrid/protocol/roles';
import { GENESIS } from '../state/support/genesis.js';
import { hasher } from '../state/support/hasher.js';
import { OPERATOR_SECRET } from '../state/support/slot.js';
import { baseLedger } from './support/agreement.js';
import { all, withBody, withOneMore } from './support/cases.js';

const base = baseLedger();
const books = base.before.at(-1)!.books;
const [cleared, , unclosed, unreleased, few, many] = base.material.auctions as [
  bigint,
  bigint,
  bigint,
  bigint,
  bigint,
  bigint,
];
const settles = all(base, 'settle');
const of = (id: bigint) => settles.findIndex(({ body }) => body.auctionId === id);
const settled = (id: bigint, nth = 0) => settles[of(id) + nth]!.body;

describe('nullifiers and tags count within their auction', () => {
  const own = all(base, 'lateBill')[0]!.body.auctionId;
  test.each([
    ['its own', () => settled(own).nf, 'ALREADY_SETTLED'],
    ["another auction's", () => settled(own === cleared ? unclosed : cleared).nf, 'accepted'],
    ["another auction's, before it settles", () => settled(unreleased).nf, 'accepted'],
  ])('a late bill of a nullifier: %s', (_name, nf, expected) => {
    expect(withBody(base, 'lateBill', 0, (body) => ({ ...body, nf: nf() }))).toBe(expected);
  });

  test.each([
    ['nf', 'ALREADY_SETTLED'],
    ['tagA', 'TAG_USED'],
    ['tagB', 'TAG_USED'],
  ] as const)('a settlement with the %s of the one before it', (field, expected) => {
    const value = settled(unclosed)[field];
    expect(withBody(base, 'settle', of(unclosed) + 1, (body) => ({ ...body, [field]: value }))).toBe(
      expected,
    );
  });
});

describe('a forged sum of masks', () => {
  const nth = all(base, 'maskSum').findLastIndex(({ body }) => body.groupId === cleared);
  const after = all(base, 'publish').find(({ body }) => body.auctionId === cleared)!.block + 1;
  // As published: late bills and the release take from what is held.
  const { supplierShare, held: kept } = base.before[after]!.books.auctions.get(cleared)!.published!;
  const left = supplierShare + kept;
  const money = moneyWord(GENESIS.params);
  const forged = (word: number, change: (x: bigint) => bigint, until?: number) =>
    withBody(
      base,
      'maskSum',
      nth,
      (body) => ({ ...body, sum: body.sum.with(word, mod(change(body.sum[word]!))) }),
      until,
    );

  // Refund is the lowest lane: a mask less is a refund more.
  test('may refund what supplier and bond have left, and not one unit more', () => {
    expect(forged(money, (x) => x - left - 1n)).toBe('BOND_EXHAUSTED');
    expect(forged(money, (x) => x - left, after)).toBe('accepted');
  });

  test('leaves nothing to a late bill then, which has to be held first', () => {
    const { paid, fees } = books.auctions.get(cleared)!.late;
    expect(paid).toBeGreaterThan(0n);
    expect(forged(money, (x) => x - left)).toBe('HELD_EXHAUSTED');
    // One unit more than it takes, for the release in the end.
    expect(forged(money, (x) => x - left + paid + fees)).toBe('HELD_EXHAUSTED');
    expect(forged(money, (x) => x - left + paid + fees + 1n)).toBe('accepted');
  });

  // A full word has a sixth lane: the last of these profiles does not.
  test.each([
    ['a load', 0, 1n << 41n],
    ['a lane beyond the day', GENESIS.params.sideWords - 1, 1n << 210n],
    ['money', money, 13n << 45n],
    ['nothing that is a sum', money, 1n << 253n],
  ])('that shows too much is refused: %s', (_name, word, excess) => {
    expect(forged(word, (x) => x - excess)).toBe('LANES_INVALID');
  });
});

describe('a set of four that one of ten takes in', () => {
  const sums = all(base, 'maskSum');
  const firstOf = (id: bigint) => sums.find(({ body }) => body.groupId === id)!;
  const publishes = all(base, 'publish').length - 1;

  test.each([
    ['the small one, before the count', () => firstOf(few).body, 'GROUP_TOO_SMALL'],
    ['a second start', () => firstOf(many).body, 'accepted'],
    ['an earlier, published set', () => firstOf(unclosed).body, 'MASK_SUM_FINAL'],
  ])('before its sums: %s', (_name, body, expected) => {
    // The start again is followed by the whole chain.
    expect(withOneMore(base, firstOf(many), false, 'maskSum', body())).toBe(expected);
  });

  test.each([
    ['its small one', () => few, 'GROUP_TOO_SMALL'],
    ['a set published before', () => unreleased, 'ALREADY_PUBLISHED'],
  ])('is not published under %s', (_name, id, expected) => {
    expect(withBody(base, 'publish', publishes, (body) => ({ ...body, auctionId: id() }))).toBe(expected);
  });

  test('is published with its small one, as one', () => {
    const { published } = books.auctions.get(many)!;
    expect(published!.members).toBe(14);
    expect(books.auctions.get(few)!.published).toEqual(published);
  });
});

describe('openings', () => {
  const opening = all(base, 'openAuction')[1]!;
  const { zone, tariffId, day } = opening.body;
  const id = auctionIdOf(hasher, GENESIS.chainId, { zone, tariffId, day });

  test.each([
    ['that of an earlier auction', OPERATOR_SECRET],
    ['its negative', SUBGROUP_ORDER - OPERATOR_SECRET],
  ])('refuse a key share used before: %s', (_name, secret) => {
    const operatorShare = makeKeyShare(
      hasher,
      { chainId: GENESIS.chainId, auctionId: id, role: 'operator' },
      secret,
    );
    expect(withBody(base, 'openAuction', 1, (body) => ({ ...body, operatorShare }))).toBe('SHARE_REUSED');
  });

  test('take the last unit of the bond, and want no more', () => {
    const first = all(base, 'openAuction')[0]!;
    const before = base.before[first.block]!.books;
    const spare = held(before, 'supplier') - books.auctions.get(cleared)!.bond;
    const rest = { sequence: 0n, account: ROLES.supplier, payoutReference: new Uint8Array(32) };
    const redeem = (value: bigint) => withOneMore(base, first, false, 'redeem', { ...rest, value }, 1);
    expect(redeem(spare + 1n)).toBe('BALANCE_TOO_LOW');
    expect(redeem(spare)).toBe('accepted');
  });
});

describe('what is done once', () => {
  test('a share is released once', () => {
    const at = all(base, 'releaseShare')[0]!;
    expect(withOneMore(base, at, true, 'releaseShare', at.body)).toBe('SHARE_ALREADY_RELEASED');
  });

  test('of the book as it is', () => {
    const at = all(base, 'releaseShare')[0]!;
    const { count, fold } = at.body;
    for (const book of [{ count: count + 1 }, { count: count - 1 }, { fold: fold + 1n }]) {
      expect(withBody(base, 'releaseShare', 0, (body) => ({ ...body, ...book }))).toBe('BOOK_DIFFERS');
    }
  });

  test('the parts of a status list come in order, and name a tag once', () => {
    const at = all(base, 'statusList')[0]!;
    const [entry] = at.body.entries;
    const again = (part: number, tag: bigint) =>
      withOneMore(base, at, true, 'statusList', { ...at.body, part, entries: [{ ...entry!, tag }] });
    expect(again(0, 5n)).toBe('STATUS_PART_WRONG');
    expect(again(1, entry!.tag)).toBe('STATUS_LIST_INVALID');
  });
});

describe('keys of points', () => {
  const points = all(base, 'enrolPoint');
  const { meterAx, meterAy, keyAHash, keyBHash } = points[0]!.body;

  test.each([
    ['meter key', { meterAx, meterAy }, 'METER_KEY_TAKEN'],
    ['key of A', { keyAHash }, 'AGGREGATION_KEY_TAKEN'],
    ['key of B', { keyBHash }, 'AGGREGATION_KEY_TAKEN'],
  ])("nobody enrols with a neighbour's %s", (_name, taken, expected) => {
    expect(withBody(base, 'enrolPoint', 1, (body) => ({ ...body, ...taken }))).toBe(expected);
  });

  test('a point may keep its keys when it changes, and leaves them when it is revoked', () => {
    const before = points.at(-1)!.body;
    const kept = withBody(base, 'changePoint', 0, (body) => ({
      ...body,
      meterAx: before.meterAx,
      meterAy: before.meterAy,
    }));
    expect(kept).toBe('accepted');
    const revoked = all(base, 'revokePoint')[0]!;
    const next = { ...before, position: before.position + 1 };
    expect(withOneMore(base, revoked, true, 'enrolPoint', next)).toBe('accepted');
    expect(withOneMore(base, revoked, false, 'enrolPoint', next)).toBe('AGGREGATION_KEY_TAKEN');
  });
});
