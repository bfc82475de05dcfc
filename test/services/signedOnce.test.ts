/** What A and B sign once: no other set, and nothing that an old copy of their folder may have signed otherwise. */
import { bytesToHex } from '@noble/hashes/utils.js';
import { hex } from '@veilgrid/protocol/core/crypto/field';
import { memorySecrets } from '@veilgrid/services';
import { type FollowedGroups, followedGroup, followGroup } from '@veilgrid/services/core/sets/followedGroups';
import { followPublication } from '@veilgrid/services/core/sets/followedOpenings';
import { keepSigned, markRestored } from '@veilgrid/services/core/sets/setRecords';
import { GROUPS } from '@veilgrid/services/groups';
import { GENESIS } from '../state/support/genesis.js';
import {
  aggregator,
  bookOf,
  counts,
  digest,
  FREEZES,
  GROUP,
  homes,
  type Joining,
  join,
  OTHER,
  refusal,
  signedBy,
  TERMS,
} from './support/aggregator.js';

describe('with both counts open', () => {
  /** The folder of whoever signed the count of ten homes. */
  const knowingCount = async () => {
    const secrets = memorySecrets();
    await keepSigned(secrets, [GROUP], 'count', bytesToHex(own));
    return secrets;
  };
  const own = digest(bookOf(homes(10)));
  const counted = (members: readonly Joining[]) => {
    const book = bookOf(members);
    counts(book, 'A', members);
    counts(book, 'B', members);
    return book;
  };

  test('the words follow, and are signed in no other set', async () => {
    const { summer, signed, secrets } = await aggregator(() => counted(homes(10)), await knowingCount());
    expect(await summer.sumMasks(GROUP)).toBe('opened');
    expect(signed.at(-1)).toMatchObject({ money: 1, count: 0 });
    // Two small homes more, on a fork, that this set would take in.
    const fork = await aggregator(() => {
      const book = counted(homes(10));
      followGroup(book, OTHER, {
        rules: 'settlements',
        series: 1n,
        freezes: FREEZES - 1n,
        changes: book.changes,
      });
      followedGroup(book, OTHER).terms = TERMS;
      for (const member of homes(2, 12)) join(book, OTHER, member);
      return book;
    }, secrets);
    await expect(fork.summer.sumMasks(GROUP)).rejects.toEqual(refusal('ALREADY_SIGNED'));
    expect(fork.signed).toEqual([]);
  });

  test('an old backup signs again only what the other role has signed', async () => {
    // Its own signature of another day stands on the chain, and no record knows of it.
    const book = (set?: Uint8Array) => () => {
      const of = otherBeside();
      counts(of, 'A', homes(10, 12), OTHER);
      if (set) counts(of, 'B', homes(10), GROUP, set);
      return of;
    };
    const { summer, secrets } = await aggregator(book());
    await expect(summer.sumMasks(GROUP)).rejects.toEqual(refusal('ALREADY_SIGNED'));
    const known = await aggregator(book(new Uint8Array(32)), secrets);
    await expect(known.summer.sumMasks(GROUP, { confirmedBy: 'B' })).rejects.toEqual(
      refusal('ALREADY_SIGNED'),
    );
    const same = await aggregator(book(digest(bookOf(homes(10)))), secrets);
    await expect(same.summer.sumMasks(GROUP)).rejects.toEqual(refusal('ALREADY_SIGNED'));
    expect(await same.summer.sumMasks(GROUP, { confirmedBy: 'B' })).toBe('counted');
  });

  /** Ten homes whose count A may sign, beside another day that both roles opened and somebody published. */
  const withPublished = (b?: Uint8Array) => () => {
    const book = otherBeside();
    const other = homes(10, 12);
    for (const role of ['A', 'B'] as const) counts(book, role, other, OTHER);
    for (const role of ['A', 'B'] as const) {
      signedBy(book, role, OTHER, { count: 0, money: 1, sum: [], set: WORDS });
    }
    expect(followPublication({ ...GENESIS, groups: GROUPS }, book, OTHER, FREEZES)).toEqual([OTHER]);
    if (b) counts(book, 'B', homes(10), GROUP, b);
    return book;
  };
  const WORDS = new Uint8Array(32).fill(7);

  test('an old backup is noticed though all that it signed is published', async () => {
    const { summer, signed, secrets } = await aggregator(withPublished(new Uint8Array(32)));
    const restored = { code: 'ALREADY_SIGNED', data: { field: 'restored' } };
    await expect(summer.sumMasks(GROUP)).rejects.toMatchObject(restored);
    await expect(summer.sumMasks(GROUP, { confirmedBy: 'B' })).rejects.toMatchObject(restored);
    expect(signed).toEqual([]);
    // It has taken over what it found, and is an old copy still.
    const name = `sets/${hex(OTHER)}`;
    const taken = JSON.parse((await secrets.get(name))!);
    expect(taken.words).toBe(bytesToHex(WORDS));
    const again = await aggregator(withPublished(own), secrets);
    await expect(again.summer.sumMasks(GROUP)).rejects.toMatchObject(restored);
    expect(await again.summer.sumMasks(GROUP, { confirmedBy: 'B' })).toBe('counted');
  });

  test('of a published set the words alone, unknown to the folder, show it too', async () => {
    const before = await aggregator(withPublished());
    await expect(before.summer.sumMasks(GROUP)).rejects.toEqual(refusal('ALREADY_SIGNED'));
    const name = `sets/${hex(OTHER)}`;
    const { count } = JSON.parse((await before.secrets.get(name))!);
    const { summer } = await aggregator(withPublished(), memorySecrets([[name, JSON.stringify({ count })]]));
    await expect(summer.sumMasks(GROUP)).rejects.toEqual(refusal('ALREADY_SIGNED'));
  });

  test('whose folder knows it all signs, and compares what is published once', async () => {
    const known = memorySecrets();
    await keepSigned(known, [OTHER], 'count', bytesToHex(digest(otherBeside(), OTHER)));
    await keepSigned(known, [OTHER], 'words', bytesToHex(WORDS));
    const book = withPublished()();
    const { summer } = await aggregator(() => book, known);
    expect(await summer.sumMasks(GROUP)).toBe('counted');
    expect(book.published).toEqual({});
  });

  test('its words too wait for the other role, though it knows its count', async () => {
    const { summer, secrets } = await aggregator(() => counted(homes(10)), await knowingCount());
    const restored = { code: 'ALREADY_SIGNED', data: { field: 'restored' } };
    await expect(summer.sumMasks(GROUP, { restored: true, confirmedBy: 'B' })).rejects.toMatchObject(
      restored,
    );
    // What it would sign, as B, which is no old copy, signed it.
    const b = await aggregator(() => counted(homes(10)), await knowingCount());
    await b.summer.sumMasks(GROUP);
    const { set } = b.signed.at(-1)!;
    const confirmed = await aggregator(() => {
      const book = counted(homes(10));
      signedBy(book, 'B', GROUP, { count: 0, money: 1, sum: [], set });
      return book;
    }, secrets);
    await expect(confirmed.summer.sumMasks(GROUP)).rejects.toMatchObject(restored);
    expect(await confirmed.summer.sumMasks(GROUP, { confirmedBy: 'B' })).toBe('opened');
  });

  test('a person says that a folder is an old copy, where no signature on the chain shows it', async () => {
    const { summer, signed } = await aggregator(() => bookOf(homes(10)));
    const restored = { code: 'ALREADY_SIGNED', data: { field: 'restored' } };
    await expect(summer.sumMasks(GROUP, { restored: true })).rejects.toMatchObject(restored);
    await expect(summer.sumMasks(GROUP)).rejects.toMatchObject(restored);
    expect(signed).toEqual([]);
    // What freezes afterwards it cannot have signed.
    const { secrets } = await aggregator(() => bookOf(homes(10)));
    await markRestored(secrets, FREEZES - 1n);
    const later = await aggregator(() => bookOf(homes(10)), secrets);
    expect(await later.summer.sumMasks(GROUP)).toBe('counted');
  });

  test('up to its own clock, though the node shows a block of before', async () => {
    const production = { ...GENESIS, consensus: { ...GENESIS.consensus, clock: 'block' as const } };
    const changed = { genesis: production, clock: () => Number(FREEZES) + 200 };
    const before = await aggregator(() => bookOf(homes(10)), memorySecrets(), FREEZES - 1n, changed);
    await expect(before.summer.sumMasks(GROUP, { restored: true })).rejects.toEqual(
      refusal('SET_UNVERIFIED'),
    );
    const { summer } = await aggregator(() => bookOf(homes(10)), before.secrets, FREEZES, changed);
    await expect(summer.sumMasks(GROUP)).rejects.toMatchObject({ data: { field: 'restored' } });
  });
});

/** Ten homes, and ten of another zone. */
function otherBeside(): FollowedGroups {
  const book = bookOf(homes(10));
  followGroup(book, OTHER, { rules: 'settlements', series: 2n, freezes: FREEZES, changes: book.changes });
  followedGroup(book, OTHER).terms = TERMS;
  for (const member of homes(10, 12)) join(book, OTHER, member);
  return book;
}
