/** What A and B refuse to sign, whatever a node or a validator shows them. */
import { bytesToHex } from '@noble/hashes/utils.js';
import { hex, mod } from '@veilgrid/protocol/core/crypto/field';
import type { MaskSumBody } from '@veilgrid/protocol/core/groups/maskSum';
import { masksOf, tagOf } from '@veilgrid/protocol/core/groups/masks';
import { setDigest } from '@veilgrid/protocol/core/groups/setDigest';
import { COUNT_ALONE, type Counts, countsOf, packCounts } from '@veilgrid/protocol/core/groups/words';
import { keyAHash, keyBHash, type PointRecord } from '@veilgrid/protocol/core/points';
import type { Api } from '@veilgrid/protocol/routes';
import {
  MaskSummer,
  type MaskSummerContext,
  memorySecrets,
  RoleSigner,
  type SecretStore,
} from '@veilgrid/services';
import {
  type FollowedGroups,
  followedGroup,
  followGroup,
  followMaskSum,
  followMember,
  followPublication,
  noGroups,
  setMemberOf,
} from '@veilgrid/services/core/sets/followedGroups';
import { followPoint } from '@veilgrid/services/core/sets/followedPoints';
import { keepSigned, markRestored } from '@veilgrid/services/core/sets/setRecords';
import { GENESIS, PARAMS } from '../state/support/genesis.js';
import { hasher } from '../state/support/hasher.js';
import { K } from '../state/support/profile.js';

const [GROUP, OTHER] = [21n, 22n] as const;
const TERMS = 5n;
const FREEZES = 100n;
const keyOf = (position: number, role: 'A' | 'B') => BigInt(1_000 + 2 * position + (role === 'A' ? 0 : 1));
const FULL = Array<number>(K).fill(5);

interface Joining {
  readonly position?: number;
  readonly key?: bigint;
  readonly status?: number;
  readonly open?: number;
}

function join(book: FollowedGroups, id: bigint, { position = 0, key, status = 0, open = 0 }: Joining): void {
  const [kA, kB] = [key ?? keyOf(position, 'A'), keyOf(position, 'B')];
  const counts: Counts = countsOf(PARAMS, FULL, FULL, status === 0);
  const masks =
    masksOf(hasher, PARAMS, 'A', kA, TERMS).masks.at(-1)! +
    masksOf(hasher, PARAMS, 'B', kB, TERMS).masks.at(-1)!;
  const lanes = [mod(packCounts(counts) + masks)];
  const tagA = tagOf(hasher, 'A', kA, id);
  const tagB = tagOf(hasher, 'B', kB, id);
  followMember(hasher, followedGroup(book, id), { tagA, tagB, status, open, lanes });
}

/** A chain of ten points, and a group of whoever settles. */
function bookOf(members: readonly Joining[], id: bigint = GROUP): FollowedGroups {
  const book = noGroups();
  for (let position = 0; position < 24; position++) {
    followPoint(book, position, {
      keyAHash: keyAHash(hasher, keyOf(position, 'A')),
      keyBHash: keyBHash(hasher, keyOf(position, 'B')),
      zone: 1,
      tariffId: 0,
      dayImportCap: 5 * K,
      dayExportCap: 5 * K,
      ownerSigPk: new Uint8Array(32),
      open: 0,
    });
  }
  followGroup(book, id, { series: 1n, freezes: FREEZES, changes: book.changes });
  const group = followedGroup(book, id);
  group.terms = TERMS;
  group.expected = members.length;
  for (const member of members) join(book, id, member);
  return book;
}

const homes = (count: number, from = 0): Joining[] =>
  Array.from({ length: count }, (_, i) => ({ position: from + i }));

/** Role A facing a chain that says this; what it signs is kept, and never proven. */
async function aggregator(
  book: () => FollowedGroups,
  secrets: SecretStore = memorySecrets(),
  time = FREEZES,
  changed: Partial<MaskSummerContext> = {},
) {
  const signed: { readonly set: Uint8Array; readonly count: number; readonly money: number }[] = [];
  const signer = new RoleSigner('dso', new Uint8Array(32).fill(3), GENESIS, {} as Api);
  signer.submitAll = async (_kind, actions) => {
    signed.push(...(actions as unknown as { fields: (typeof signed)[number] }[]).map(({ fields }) => fields));
  };
  const maskSums = { A: { batch: 0, state: 0n, final: false }, B: { batch: 0, state: 0n, final: false } };
  const summer = new MaskSummer({
    role: 'A',
    genesis: GENESIS,
    hasher,
    api: { auction: async () => ({ maskSums }) } as unknown as Api,
    signer,
    prover: { prove: () => Promise.reject(new Error('unused')), close: async () => {} },
    secrets,
    saltSecret: 1n,
    follower: {
      catchUp: async () => ({ head: { height: 9n, time, hash: new Uint8Array(32) }, book: book() }),
    },
    ...changed,
  });
  for (let position = 0; position < 24; position++) {
    await summer.accept(
      { position, keyAHash: keyAHash(hasher, keyOf(position, 'A')), keyBHash: 1n } as PointRecord,
      keyOf(position, 'A'),
    );
  }
  return { summer, signed, secrets };
}

const refusal = (code: string) => expect.objectContaining({ code });
const digest = (book: FollowedGroups, id: bigint = GROUP) =>
  setDigest(id, [setMemberOf(book, id)], COUNT_ALONE);

/** What a role opens of it, and how it names it. */
function counts(
  book: FollowedGroups,
  role: 'A' | 'B',
  members: readonly Joining[],
  id: bigint = GROUP,
  set = digest(book, id),
): void {
  const sum = members.reduce((total, { position = 0, key }) => {
    const held = role === 'A' && key !== undefined ? key : keyOf(position, role);
    return mod(total + masksOf(hasher, PARAMS, role, held, TERMS).masks.at(-1)!);
  }, 0n);
  signedBy(book, role, id, { count: 1, money: 0, sum: [sum], set });
}

function signedBy(
  book: FollowedGroups,
  role: 'A' | 'B',
  auctionId: bigint,
  body: Partial<MaskSumBody>,
): void {
  const aggregator = role === 'A' ? 0 : 1;
  followMaskSum(GENESIS, book, { auctionId, aggregator, ...body } as MaskSumBody, FREEZES);
}

test('a head far from its own clock is no reason to sign', async () => {
  const production = { ...GENESIS, consensus: { ...GENESIS.consensus, clock: 'block' as const } };
  for (const [clock, code] of [
    [FREEZES - 301n, 'HEAD_STALE'],
    [FREEZES + 301n, 'HEAD_STALE'],
    [FREEZES - 300n, undefined],
  ] as const) {
    const { summer, signed } = await aggregator(() => bookOf(homes(10)), memorySecrets(), FREEZES, {
      genesis: production,
      clock: () => Number(clock),
    });
    const sum = summer.sumMasks(GROUP);
    if (code) await expect(sum).rejects.toEqual(refusal(code));
    else expect(await sum).toBe('counted');
    expect(signed.length > 0).toBe(code === undefined);
  }
});

test('ten homes: the count is signed first, and written down before', async () => {
  const { summer, signed, secrets } = await aggregator(() => bookOf(homes(10)));
  expect(await summer.sumMasks(GROUP)).toBe('counted');
  expect(signed.map(({ count, money }) => count + money)).toEqual([...Array(signed.length - 1).fill(0), 1]);
  expect(signed.at(-1)!.set).toEqual(digest(bookOf(homes(10))));
  const [[, record]] = (await secrets.list('sets/')) as [[string, string]];
  expect(JSON.parse(record)).toEqual({ count: bytesToHex(digest(bookOf(homes(10)))) });
  // Restarted, it signs the same again.
  const again = await aggregator(() => bookOf(homes(10)), secrets);
  expect(await again.summer.sumMasks(GROUP)).toBe('counted');
});

describe('nothing is signed', () => {
  const cases: [string, Joining[], string][] = [
    ['of a list that repeats one settlement', Array(10).fill({ position: 3 }), 'SET_UNVERIFIED'],
    ['of nine and one twice', [...homes(9), { position: 3 }], 'SET_UNVERIFIED'],
    ['of nine', homes(9), 'GROUP_TOO_SMALL'],
    ['of nine and one that the DSO read', [...homes(9), { position: 9, status: 1 }], 'GROUP_TOO_SMALL'],
    ['of nine and one that hides nobody', [...homes(9), { position: 9, open: 1 }], 'GROUP_TOO_SMALL'],
    ['of a key that nobody gave', [...homes(9), { position: 9, key: 77n }], 'SECRET_MISSING'],
  ];
  test.each(cases)('%s', async (_, members, code) => {
    const { summer, signed } = await aggregator(() => bookOf(members));
    await expect(summer.sumMasks(GROUP)).rejects.toEqual(refusal(code));
    expect(signed).toEqual([]);
  });

  test('of two tags of one rotated point', async () => {
    const newKey = 555n;
    const rotated = [...homes(10), { position: 3, key: newKey }];
    const book = () => bookOf(rotated);
    const { summer, signed } = await aggregator(book);
    await summer.accept(
      { position: 3, keyAHash: keyAHash(hasher, newKey), keyBHash: 1n } as PointRecord,
      newKey,
    );
    await expect(summer.sumMasks(GROUP)).rejects.toEqual(refusal('SET_UNVERIFIED'));
    // Nor where only the new one settled, and the day pinned the old one.
    const alone = await aggregator(
      () => bookOf([...homes(3), ...homes(7, 4), { position: 3, key: newKey }]),
      memorySecrets(),
    );
    await alone.summer.accept(
      { position: 3, keyAHash: keyAHash(hasher, newKey), keyBHash: 1n } as PointRecord,
      newKey,
    );
    await expect(alone.summer.sumMasks(GROUP)).rejects.toEqual(refusal('SET_UNVERIFIED'));
    expect(signed).toEqual([]);
  });

  test('of a point of another zone', async () => {
    const book = () => {
      const made = bookOf(homes(10));
      for (const version of made.points[3]!) version.series = 2n;
      return made;
    };
    const { summer, signed } = await aggregator(book);
    await expect(summer.sumMasks(GROUP)).rejects.toEqual(refusal('SET_UNVERIFIED'));
    expect(signed).toEqual([]);
  });

  test('before a final block is past the end of settlement', async () => {
    const { summer } = await aggregator(() => bookOf(homes(12)), memorySecrets(), FREEZES - 1n);
    await expect(summer.sumMasks(GROUP)).rejects.toEqual(refusal('SET_UNVERIFIED'));
  });

  test('of a short list, unless a person has looked', async () => {
    const short = () => {
      const book = bookOf(homes(10));
      followedGroup(book, GROUP).expected = 21;
      return book;
    };
    const { summer } = await aggregator(short);
    await expect(summer.sumMasks(GROUP)).rejects.toEqual(refusal('SET_UNVERIFIED'));
    expect(await summer.sumMasks(GROUP, { few: true })).toBe('counted');
  });

  test('of a count that a validator raised: a proof behind it does not hold', async () => {
    const { summer, signed } = await aggregator(() => {
      const book = bookOf(homes(12));
      followedGroup(book, GROUP).unproven = 1;
      return book;
    });
    await expect(summer.sumMasks(GROUP)).rejects.toEqual(refusal('SET_UNVERIFIED'));
    expect(signed).toEqual([]);
  });

  test('of another set on a fork', async () => {
    const { summer, secrets } = await aggregator(() => bookOf(homes(10)));
    await summer.sumMasks(GROUP);
    const fork = await aggregator(() => bookOf(homes(11)), secrets);
    await expect(fork.summer.sumMasks(GROUP)).rejects.toEqual(refusal('ALREADY_SIGNED'));
    expect(fork.signed).toEqual([]);
  });
});

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
      followGroup(book, OTHER, { series: 1n, freezes: FREEZES - 1n, changes: book.changes });
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
    expect(followPublication(GENESIS, book, OTHER, FREEZES)).toEqual([OTHER]);
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
  followGroup(book, OTHER, { series: 2n, freezes: FREEZES, changes: book.changes });
  followedGroup(book, OTHER).terms = TERMS;
  for (const member of homes(10, 12)) join(book, OTHER, member);
  return book;
}
