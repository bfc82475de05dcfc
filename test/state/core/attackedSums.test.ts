/** Attacks on the sums of a zone, by whoever knows more than the ledger shows. */
import { getCounts, sizeIn } from '@veilgrid/node/state/core/groups/counts';
import { requireGroup } from '@veilgrid/node/state/core/groups/group';
import { mergedSet } from '@veilgrid/node/state/core/groups/mergedSet';
import { readSum } from '@veilgrid/node/state/core/groups/openedSum';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { refuses } from '../support/chain.js';
import { PARAMS, START } from '../support/genesis.js';
import { away, importer, MaskedGroups, type MemberDay, prosumer, times } from '../support/maskedGroups.js';
import { K } from '../support/profile.js';

const ID = 11n;
const FREEZES = START + 100n;
const ALL_WORDS = (1 << PARAMS.sideWords) - 1;
const listed: MemberDay = { ...prosumer, status: 1 };

const world = (days: readonly MemberDay[]) => {
  const groups = new MaskedGroups().put(ID, FREEZES, days);
  groups.chain.at(FREEZES);
  return groups;
};
const wordsOf = (days: readonly MemberDay[]) =>
  readSum(world(days).counts(ID).words(ID).chain.store, ID).words;

describe('the exports of two among seventeen homes', () => {
  const days = [...times(2, prosumer), ...times(15, importer)];

  test('stay in the net, which a meter of the whole feeder reads too', () => {
    const feeder = days.reduce((wh, { imported, exported }) => wh + imported[0]! - exported[0]!, 0);
    const nothing = Array(K).fill(0n);
    expect(wordsOf(days)).toEqual({
      ...{ both: 0, net: ALL_WORDS, imports: nothing, exports: nothing },
      nets: Array(K).fill(mod(BigInt(feeder))),
    });
  });

  const groups = world(days).counts(ID);
  const body = groups.bodies('A', 'words', ID).at(-1)!;
  refuses(
    () => groups.chain,
    [
      [
        'both sides of a word',
        () => groups.chain.tx('maskSum', { ...body, both: 1, net: ALL_WORDS & ~1 }),
        'WORDS_DIFFER',
        'both',
      ],
      [
        'a word not shown',
        () => groups.chain.tx('maskSum', { ...body, net: ALL_WORDS & ~1 }),
        'WORDS_DIFFER',
        'net',
      ],
    ],
  );
});

describe('what is left of a set less what the DSO has read', () => {
  test('is never one home: eleven with ten listed wait, without a count', () => {
    const groups = world([prosumer, ...times(10, listed)]);
    const [body] = world(times(10, prosumer)).bodies('A', 'count', ID);
    expect(() => groups.chain.send('maskSum', body!)).toThrow('GROUP_TOO_SMALL');
  });

  test('is a net where only nine of those who export are not listed', () => {
    expect(wordsOf([...times(9, prosumer), importer, listed]).both).toBe(0);
    expect(wordsOf([...times(10, prosumer), importer, listed]).both).toBe(ALL_WORDS);
  });

  test('is nothing that the count tells: the listed are not in it', () => {
    const { chain } = world([...times(10, prosumer), ...times(5, listed)]).counts(ID);
    expect(getCounts(chain.ctx, chain.store, ID)?.active).toBe(10);
  });
});

test('ten homes, on every day another one away: no day opens, but all of them with the day that has ten', () => {
  const groups = new MaskedGroups();
  const ids = Array.from({ length: 11 }, (_, i) => ID + BigInt(i));
  for (const [i, id] of ids.entries()) {
    const days = times(10, prosumer).map((of, home) => (home === i ? away : of));
    groups.put(id, FREEZES + BigInt(i), days);
  }
  const { ctx, store } = groups.chain.at(FREEZES + 10n);
  const [last, ...short] = ids.toReversed();
  groups.counts(...short.toReversed());
  for (const id of short) {
    expect(sizeIn(ctx, store, requireGroup(store, id))).toBe('small');
    expect(mergedSet(ctx, store, id)).toEqual([]);
  }
  groups.counts(last!);
  expect(mergedSet(ctx, store, ID)).toEqual(ids);
});
