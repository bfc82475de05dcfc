/** An aggregator, A, facing a chain that says what a test likes: what it signs is kept, and never proven. */
import { mod } from '@veilgrid/protocol/core/crypto/field';
import type { MaskSumBody } from '@veilgrid/protocol/core/groups/maskSum';
import { masksOf, tagOf } from '@veilgrid/protocol/core/groups/masks';
import { setDigest } from '@veilgrid/protocol/core/groups/setDigest';
import { COUNT_ALONE, type Counts, countsOf, packCounts } from '@veilgrid/protocol/core/groups/words';
import { keyAHash, keyBHash, type PointRecord } from '@veilgrid/protocol/core/points';
import type { Api } from '@veilgrid/protocol/routes';
import {
  GROUPS,
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
  followMember,
  noGroups,
  setMemberOf,
} from '@veilgrid/services/core/sets/followedGroups';
import { followMaskSum } from '@veilgrid/services/core/sets/followedOpenings';
import { followPoint } from '@veilgrid/services/core/sets/followedPoints';
import { GENESIS, PARAMS } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';
import { K } from '../../state/support/profile.js';

export const [GROUP, OTHER] = [21n, 22n] as const;
export const TERMS = 5n;
export const FREEZES = 100n;
const keyOf = (position: number, role: 'A' | 'B') => BigInt(1_000 + 2 * position + (role === 'A' ? 0 : 1));
const FULL = Array<number>(K).fill(5);

export interface Joining {
  readonly position?: number;
  readonly key?: bigint;
  readonly status?: number;
  readonly open?: number;
}

export function join(
  book: FollowedGroups,
  id: bigint,
  { position = 0, key, status = 0, open = 0 }: Joining,
): void {
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
export function bookOf(members: readonly Joining[], id: bigint = GROUP): FollowedGroups {
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
  followGroup(book, id, { rules: 'settlements', series: 1n, freezes: FREEZES, changes: book.changes });
  const group = followedGroup(book, id);
  group.terms = TERMS;
  group.expected = members.length;
  for (const member of members) join(book, id, member);
  return book;
}

export const homes = (count: number, from = 0): Joining[] =>
  Array.from({ length: count }, (_, i) => ({ position: from + i }));

/** Role A facing a chain that says this; what it signs is kept, and never proven. */
export async function aggregator(
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
    groups: GROUPS,
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

export const refusal = (code: string) => expect.objectContaining({ code });
export const digest = (book: FollowedGroups, id: bigint = GROUP) =>
  setDigest(id, [setMemberOf(book, id)], COUNT_ALONE);

/** What a role opens of it, and how it names it. */
export function counts(
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

export function signedBy(
  book: FollowedGroups,
  role: 'A' | 'B',
  groupId: bigint,
  body: Partial<MaskSumBody>,
): void {
  const aggregator = role === 'A' ? 0 : 1;
  followMaskSum(
    { ...GENESIS, groups: GROUPS },
    book,
    { groupId, aggregator, ...body } as MaskSumBody,
    FREEZES,
  );
}
