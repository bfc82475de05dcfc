/** Groups that divide an auction's set, and those who try to learn what is left beside them. */
import { getCountLanes } from '@veilgrid/node/state/core/groups/counts';
import { mergedSet } from '@veilgrid/node/state/core/groups/mergedSet';
import { readSum } from '@veilgrid/node/state/core/groups/openedSum';
import { plannedPart } from '@veilgrid/node/state/core/groups/parts';
import { keys } from '@veilgrid/node/state/core/keys';
import { publicSignals } from '@veilgrid/node/state/handlers';
import { NOTHING, type Opening } from '@veilgrid/protocol/core/groups/words';
import { U32 } from '@veilgrid/protocol/core/ssz';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { TAGS } from '@veilgrid/protocol/tags';
import { refuses } from '../support/chain.js';
import { START } from '../support/genesis.js';
import { importer, type MemberDay, prosumer, times } from '../support/maskedGroups.js';
import { K } from '../support/profile.js';
import { claim, delivery, settled, WORDS } from '../support/statements.js';
import { AUCTION, MONEY_AND_COUNT } from '../support/surveyRules.js';
import { Surveys } from '../support/surveys.js';

const [FIRST, SECOND] = [31n, 32n] as const;
const [SETTLED, GIVEN, LATER] = [START + 10n, START + 20n, START + 30n] as const;
const FORTNIGHT = BigInt(14 * SECONDS_PER_DAY);

const BOTH: Opening = { ...NOTHING, both: WORDS, money: 1 };
const NET: Opening = { ...NOTHING, net: WORDS };
const EXPORTS: Opening = { ...NOTHING, both: WORDS };

interface Part {
  readonly rules: 'panel' | 'issues' | 'deliveries';
  readonly days: readonly MemberDay[];
}

/** An auction whose set shows what its days allow, published alone, and parts of it, frozen. */
function world(days: readonly MemberDay[], parts: readonly Part[], publishes = GIVEN): Surveys {
  const surveys = new Surveys().with('settlements', AUCTION, { freezes: SETTLED }, days.map(settled));
  parts.forEach(({ rules, days: own }, i) => {
    const statements = own.map((day) => {
      if (rules === 'panel') return settled(day);
      return rules === 'issues' ? claim(day) : delivery(day.imported[0]!, 7n, 40n);
    });
    surveys.with(rules, FIRST + BigInt(i), { freezes: GIVEN, of: AUCTION }, statements);
  });
  surveys.chain.at(SETTLED);
  surveys.counts(AUCTION);
  const shown = days.filter((day) => day.exported[0]! > 0).length >= 10;
  surveys.open([AUCTION], shown ? BOTH : { ...NET, money: 1 }, 'again');
  surveys.chain.at(publishes);
  return surveys.publish(AUCTION);
}
const panel = (days: readonly MemberDay[]): Part => ({ rules: 'panel', days });
const shows = (surveys: Surveys, opens: Opening) => () =>
  surveys.chain.tx('maskSum', surveys.bodies('A', [FIRST], opens, 'again')[0]!);

describe('a panel of ten beside ten others', () => {
  const surveys = world(times(20, prosumer), [panel(times(10, prosumer))]).counts(FIRST);

  describe('is shown in the mode of the set, and logged with its publication', () => {
    refuses(
      () => surveys.chain,
      [
        ['its net where both sides are due', shows(surveys, { ...NET, money: 1 }), 'WORDS_DIFFER', 'both'],
        ['a word left out', shows(surveys, { ...BOTH, both: 0 }), 'WORDS_DIFFER', 'both'],
        ['its own peaks left out', shows(surveys, { ...BOTH, money: 0 }), 'SET_DIFFERS', 'money'],
        [
          'the set it divides taken along',
          () => {
            const body = surveys.bodies('A', [AUCTION, FIRST], BOTH, 'after').at(-1)!;
            return surveys.chain.tx('maskSum', body);
          },
          'MASK_SUM_FINAL',
        ],
        [
          'a digest of both',
          () => {
            const { set } = surveys.bodies('A', [AUCTION, FIRST], BOTH, 'again').at(-1)!;
            const body = surveys.bodies('A', [FIRST], BOTH, 'again')[0]!;
            return surveys.chain.tx('maskSum', { ...body, set });
          },
          'SET_DIFFERS',
          'set',
        ],
      ],
    );
    test('so it is', () => {
      expect(() => surveys.publish(FIRST)).toThrow('MASK_SUM_MISSING');
      surveys.open([FIRST], BOTH, 'again');
      expect(() => readSum(surveys.chain.store, FIRST)).toThrow('the log has no sum');
      surveys.publish(FIRST);
      const { members, words } = readSum(surveys.chain.store, FIRST);
      expect(members).toBe(10);
      expect(words).toMatchObject({
        both: WORDS,
        imports: Array(K).fill(1_000n),
        exports: Array(K).fill(400n),
      });
    });
  });
});

test('where the set shows its net, so does a part of it', () => {
  const days = [...times(9, prosumer), ...times(11, importer)];
  const surveys = world(days, [panel(times(10, importer))]).counts(FIRST);
  const opened = surveys.bodies('A', [FIRST], { ...BOTH, net: 0 }, 'again')[0]!;
  expect(() => surveys.chain.send('maskSum', opened)).toThrow('WORDS_DIFFER');
  surveys.open([FIRST], { ...NET, money: 1 }, 'again').publish(FIRST);
  expect(readSum(surveys.chain.store, FIRST).words.nets).toEqual(Array(K).fill(1_000n));
});

describe('shows nothing', () => {
  const few = (surveys: Surveys) => {
    const { ctx, store } = surveys.counts(FIRST).chain;
    expect(getCountLanes(store, FIRST)).toBeDefined();
    expect(plannedPart(ctx, store, AUCTION, FIRST)).toBeUndefined();
    expect(mergedSet(ctx, store, FIRST)).toEqual([]);
    const [body] = surveys.bodies('A', [FIRST], BOTH, 'again');
    expect(() => surveys.chain.send('maskSum', body!)).toThrow('GROUP_TOO_SMALL');
    expect(() => surveys.publish(FIRST)).toThrow('GROUP_TOO_SMALL');
  };

  test('where nine are left beside it', () => {
    few(world(times(19, prosumer), [panel(times(10, prosumer))]));
  });

  test('where two panels of ten leave three of twenty-three: the second', () => {
    const surveys = world(times(23, prosumer), [panel(times(10, prosumer)), panel(times(10, prosumer))]);
    surveys.counts(FIRST, SECOND);
    const { ctx, store } = surveys.chain;
    expect([FIRST, SECOND].map((id) => mergedSet(ctx, store, id))).toEqual([[FIRST], []]);
  });

  test('where ten are left of whom one is open, or read by the DSO', () => {
    for (const one of [{ open: 1 }, { status: 1 }] as const) {
      few(world([...times(19, prosumer), { ...prosumer, ...one }], [panel(times(10, prosumer))]));
    }
  });

  test('where ten are left of whom one was corrected: who signed the new reading knows it', () => {
    const surveys = world(times(20, prosumer), [panel(times(10, prosumer))]);
    surveys.chain.store.commit([[keys.corrected(AUCTION), U32.serialize(1)]]);
    few(surveys);
  });

  test('of a set that was published fourteen days after its time; a second earlier it does', () => {
    few(world(times(20, prosumer), [panel(times(10, prosumer))], GIVEN + FORTNIGHT));
    const { ctx, store } = world(
      times(20, prosumer),
      [panel(times(10, prosumer))],
      GIVEN + FORTNIGHT - 1n,
    ).counts(FIRST).chain;
    expect(mergedSet(ctx, store, FIRST)).toEqual([FIRST]);
  });

  test('of a set that took another in', () => {
    const surveys = new Surveys()
      .with('settlements', AUCTION - 1n, { freezes: SETTLED - 1n }, times(2, settled(prosumer)))
      .with('settlements', AUCTION, { freezes: SETTLED }, times(20, settled(prosumer)))
      .with('panel', FIRST, { freezes: GIVEN, of: AUCTION }, times(10, settled(prosumer)));
    surveys.chain.at(GIVEN);
    surveys
      .counts(AUCTION)
      .open([AUCTION - 1n, AUCTION], BOTH, 'after')
      .publish(AUCTION);
    few(surveys);
  });

  test('of a set that is not published', () => {
    const surveys = new Surveys()
      .with('settlements', AUCTION, { freezes: SETTLED }, times(20, settled(prosumer)))
      .with('panel', FIRST, { freezes: GIVEN, of: AUCTION }, times(10, settled(prosumer)));
    surveys.chain.at(GIVEN);
    few(surveys);
  });

  test('before all of its kind have frozen', () => {
    const surveys = world(times(20, prosumer), [panel(times(10, prosumer))]);
    surveys.chain.at(GIVEN - 1n);
    surveys.put('panel', SECOND, { freezes: LATER, of: AUCTION });
    surveys.chain.at(GIVEN);
    few(surveys);
    const { ctx, store } = surveys.chain.at(LATER);
    expect(mergedSet(ctx, store, FIRST)).toEqual([FIRST]);
  });

  test('and none is put that would change a plan which has come', () => {
    const surveys = world(times(20, prosumer), [panel(times(10, prosumer))]);
    const late = (rules: string) => () => surveys.put(rules, SECOND, { freezes: LATER, of: AUCTION });
    expect(late('panel')).toThrow('are planned');
    expect(late('deliveries')).toThrow('are planned');
    // Issues are planned after panels.
    expect(late('issues')).not.toThrow();
  });

  test('beside the deliveries of a called need', () => {
    few(
      world(times(20, prosumer), [
        panel(times(10, prosumer)),
        { rules: 'deliveries', days: times(1, prosumer) },
      ]),
    );
  });
});

test('deliveries show their half hours where ten are left beside them, as one signed lane', () => {
  const days = times(20, importer);
  const surveys = world(days, [{ rules: 'deliveries', days: times(10, importer) }]);
  surveys.open([FIRST], MONEY_AND_COUNT, 'all').open([FIRST], EXPORTS, 'again');
  expect(readSum(surveys.chain.store, FIRST).words.nets).toEqual(Array(K).fill(1_000n));
  const left = world(times(19, importer), [{ rules: 'deliveries', days: times(10, importer) }]);
  left.open([FIRST], MONEY_AND_COUNT, 'all');
  const [body] = left.bodies('A', [FIRST], EXPORTS, 'again');
  expect(() => left.chain.send('maskSum', body!)).toThrow('GROUP_TOO_SMALL');
});

describe('claims of exports', () => {
  const claims = { rules: 'issues', days: times(10, prosumer) } as const;

  test('are opened without imports, masked by the permutation of their tags', () => {
    const surveys = world(times(20, prosumer), [claims]).counts(FIRST);
    const [body] = surveys.bodies('A', [FIRST], EXPORTS, 'again');
    const { chain } = surveys;
    const [signals] = publicSignals(chain.ctx, chain.store, chain.tx('maskSum', body!), 3n);
    expect(signals).toContain(TAGS.TAGA);
    expect(signals).not.toContain(TAGS.LASTA);
    surveys.open([FIRST], EXPORTS, 'again').publish(FIRST);
    expect(readSum(chain.store, FIRST)).toMatchObject({
      members: 10,
      words: { imports: Array(K).fill(0n), exports: Array(K).fill(400n) },
    });
  });

  test('never with their money word, whose mask is the tag', () => {
    const surveys = world(times(20, prosumer), [claims]).counts(FIRST);
    const [body] = surveys.bodies('A', [FIRST], { ...EXPORTS, money: 1 }, 'again');
    expect(() => surveys.chain.send('maskSum', body!)).toThrow('SET_DIFFERS');
  });

  test('leave ten exporters without exception: not even where all certify', () => {
    const surveys = world(times(10, prosumer), [claims]).counts(FIRST);
    const { ctx, store } = surveys.chain;
    expect(mergedSet(ctx, store, FIRST)).toEqual([]);
    const all = world(times(10, prosumer), [panel(times(10, prosumer))]).counts(FIRST);
    expect(mergedSet(all.chain.ctx, all.chain.store, FIRST)).toEqual([FIRST]);
  });
});
