/** Vectors of groups: whoever implements them a second time holds theirs against these. */
import { readFileSync } from 'node:fs';
import { bytesToHex } from '@noble/hashes/utils.js';
import { hex } from '@veilgrid/protocol/core/crypto/field';
import { masksOf, tagOf } from '@veilgrid/protocol/core/groups/masks';
import { setDigest } from '@veilgrid/protocol/core/groups/setDigest';
import { jointSetOf, mergedSetOf, type Size } from '@veilgrid/protocol/core/groups/sets';
import { shownOf } from '@veilgrid/protocol/core/groups/words';
import { paramsOf } from '@veilgrid/protocol/params';
import { hasher } from '../state/support/hasher.js';

interface Group {
  readonly id: string;
  readonly members: number;
  readonly size: Size;
  readonly counts: number;
}

const vectors = JSON.parse(readFileSync('test/vectors/groups.json', 'utf8'));
const FULL = paramsOf('full');

test('masks of a key, and where the permutation of the tag masks the count', () => {
  for (const { key, groupId, terms, role, ...due } of vectors.masks) {
    const own = (lastDomain?: 'tag') =>
      masksOf(hasher, FULL, role, BigInt(key), BigInt(terms), lastDomain).masks;
    expect({
      tag: hex(tagOf(hasher, role, BigInt(key), BigInt(groupId))),
      money: hex(own().at(-2)!),
      count: hex(own().at(-1)!),
      countByTag: hex(own('tag').at(-1)!),
    }).toEqual(due);
  }
});

test('what a set signs', () => {
  for (const { host, records, opening, digest } of vectors.digests) {
    const of = (record: Record<string, string | number>) =>
      Object.fromEntries(
        Object.entries(record).map(([name, x]) => [name, typeof x === 'string' ? BigInt(x) : x]),
      );
    expect(bytesToHex(setDigest(BigInt(host), records.map(of), opening))).toBe(digest);
  }
});

test('which sets open together', () => {
  for (const { groups, most, large, together } of vectors.plans) {
    const frozen = groups.map((group: Group) => ({ ...group, id: BigInt(group.id) }));
    const counted = (ids: readonly bigint[]) =>
      frozen
        .filter(({ id }: { id: bigint }) => ids.includes(id))
        .reduce((n: number, g: Group) => n + g.counts, 0);
    const sets = (plan: (id: bigint) => bigint[]) =>
      frozen.map(({ id }: { id: bigint }) => plan(id).map(String));
    expect(sets((id) => mergedSetOf(frozen, id, most))).toEqual(large);
    expect(sets((id) => jointSetOf(frozen, id, most, (ids) => counted(ids) >= 10))).toEqual(together);
  }
});

test('what the bits of an opening show', () => {
  const { sums, openings } = vectors.shown;
  for (const { opening, words } of openings) {
    expect(shownOf(paramsOf('small'), sums.map(BigInt), opening).map(String)).toEqual(words);
  }
});
