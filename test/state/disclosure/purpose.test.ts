/** Purposes: what the regulator and the party may agree on, and how it ends. */
import { liveCount } from '@veilgrid/node/state/disclosure/consent';
import { listPurposes, purposeCount, requirePurpose } from '@veilgrid/node/state/disclosure/purpose';
import { type Draft, signedTogether, signersOf } from '@veilgrid/protocol/kinds';
import { ROLES } from '@veilgrid/protocol/roles';
import { type BodyOf, type Refusal, refuses, TestChain } from '../support/chain.js';
import { codeOf } from '../support/codeOf.js';
import { ASKS, BUILDS, PLANS, partiesChain, purposeBody, timeOf } from '../support/disclosure/bodies.js';
import { FIRST, TODAY } from '../support/registrations.js';

type Purpose = BodyOf<'registerPurpose'>;

function purposesChain(): TestChain {
  const chain = partiesChain(new TestChain());
  chain.send('registerPurpose', purposeBody());
  chain.send('registerPurpose', purposeBody({ purposeId: 1, partyId: PLANS, panels: 1 }));
  return chain;
}

const asRecord = ({ purposeId: _, ...record }: Purpose) => record;

describe('a purpose', () => {
  const chain = purposesChain();

  test('stands as registered, in order, and nobody has consented', () => {
    expect(purposeCount(chain.store)).toBe(2);
    const second = purposeBody({ purposeId: 1, partyId: PLANS, panels: 1 });
    expect(listPurposes(chain.store, 0, 9)).toEqual([purposeBody(), second]);
    expect(listPurposes(chain.store, 1, 1)).toEqual([second]);
    expect(requirePurpose(chain.store, 1)).toEqual(asRecord(second));
    expect(codeOf(() => requirePurpose(chain.store, 2))).toBe('PURPOSE_UNKNOWN');
    expect([0, 1, 2].map((id) => liveCount(chain.store, id))).toEqual([0, 0, 0]);
  });

  test('of panels is signed by the DSO too, whose homes they sum', () => {
    const draft = (panels: number): Draft => ({
      kind: 'registerPurpose',
      body: { sequence: 0n, ...purposeBody({ panels }) },
    });
    expect(signersOf(draft(0))).toEqual(['regulator', 'party']);
    expect(signersOf(draft(1))).toEqual(['regulator', 'party', 'dso']);
    expect(signedTogether('registerPurpose')).toBe(true);
  });

  const next = (change: Partial<Purpose>) => () =>
    chain.tx('registerPurpose', purposeBody({ purposeId: 2, ...change }));
  const invalid = (name: string, field: keyof Purpose, change: Partial<Purpose>): Refusal => [
    name,
    next(change),
    'PURPOSE_INVALID',
    field,
  ];

  refuses(
    () => chain,
    [
      ['of a party that is no recipient', next({ partyId: BUILDS }), 'PARTY_KIND_WRONG', 'partyId'],
      ['of panels, by no planner', next({ panels: 1 }), 'PARTY_KIND_WRONG', 'partyId'],
      ['of nobody', next({ partyId: FIRST + 9 }), 'PARTY_UNKNOWN', 'partyId'],
      ['of an ended party', next({}), 'PARTY_ENDED', 'partyId', timeOf(TODAY + 3_000)],
      invalid('a number that is taken', 'purposeId', { purposeId: 1 }),
      invalid('a number that is not the next', 'purposeId', { purposeId: 3 }),
      invalid('no lawful basis', 'lawfulBasis', { lawfulBasis: 0 }),
      invalid('a basis that there is not', 'lawfulBasis', { lawfulBasis: 7 }),
      invalid('no question', 'questions', { questions: 0 }),
      invalid('a question that there is not', 'questions', { questions: 257 }),
      invalid('no way to be named', 'naming', { naming: 0 }),
      invalid('a way to be named that there is not', 'naming', { naming: 9 }),
      invalid('no day', 'maxDays', { maxDays: 0 }),
      invalid('more days than a chain has', 'maxDays', { maxDays: 4_097 }),
      invalid('half a bit', 'standing', { standing: 2 }),
      invalid('another', 'transferable', { transferable: 255 }),
      invalid('and another', 'panels', { panels: 2 }),
      invalid('what is kept too long', 'retentionDays', { retentionDays: 3_661 }),
      invalid('an end at its beginning', 'from', { from: TODAY + 5, until: TODAY + 5 }),
      invalid('an end that is over', 'until', { from: TODAY - 5, until: TODAY }),
      invalid('more than four years', 'until', { until: TODAY + 1_462 }),
      invalid('the first fault of two', 'questions', { questions: 0, until: TODAY }),
      ['a fault, by no recipient', next({ partyId: BUILDS, naming: 0 }), 'PARTY_KIND_WRONG', 'partyId'],
    ],
  );

  test.each<[string, Partial<Purpose>]>([
    [
      'the most of everything',
      {
        lawfulBasis: 6,
        questions: 255,
        naming: 7,
        maxDays: 4_096,
        transferable: 1,
        retentionDays: 3_660,
        until: TODAY + 1_461,
      },
    ],
    [
      'the least of everything',
      { questions: 1, naming: 1, maxDays: 1, standing: 0, retentionDays: 0, until: TODAY + 1 },
    ],
    ['one that began four years ago', { from: TODAY - 1_460, until: TODAY + 1 }],
    ['one that begins later', { from: TODAY + 900, until: TODAY + 901 }],
    ['panels of a planner', { partyId: PLANS, panels: 1 }],
    ['the DSO, which counts as both', { partyId: ROLES.dso, panels: 1 }],
  ])('takes %s', (_name, change) => {
    expect(chain.refusal(chain.verified(next(change)()))).toBeUndefined();
  });
});

describe('the end of a purpose', () => {
  const end = (chain: TestChain, change: Partial<BodyOf<'endPurpose'>> = {}) =>
    chain.tx('endPurpose', { purposeId: 0, partyId: ASKS, byParty: 1, ...change });

  test.each([
    ['party', 1],
    ['regulator', 0],
  ] as const)('is today, by the %s', (role, byParty) => {
    const chain = purposesChain().at(timeOf(TODAY + 3) + 7n);
    const tx = end(chain, { byParty });
    expect(signersOf(tx)).toEqual([role]);
    chain.submit(tx);
    expect(requirePurpose(chain.store, 0)).toEqual(asRecord(purposeBody({ until: TODAY + 3 })));
    expect(requirePurpose(chain.store, 1).until).toBe(TODAY + 1_000);
  });

  test('is of one that has not begun, too', () => {
    const chain = partiesChain(new TestChain());
    chain.send('registerPurpose', purposeBody({ from: TODAY + 9 }));
    chain.submit(end(chain));
    expect(requirePurpose(chain.store, 0)).toMatchObject({ from: TODAY + 9, until: TODAY });
  });

  test('of an ended party is the regulator’s to say', () => {
    const chain = purposesChain();
    chain.send('endParty', { partyId: ASKS });
    chain.submit(end(chain, { byParty: 0 }));
    expect(requirePurpose(chain.store, 0).until).toBe(TODAY);
  });

  const chain = purposesChain();
  chain.send('registerPurpose', purposeBody({ purposeId: 2, partyId: PLANS, until: TODAY + 1 }));
  chain.send('registerPurpose', purposeBody({ purposeId: 3 }));
  chain.submit(end(chain, { purposeId: 3 }));
  refuses(
    () => chain,
    [
      ['of none', () => end(chain, { purposeId: 4 }), 'PURPOSE_UNKNOWN', 'purposeId'],
      ["of another's, by a party", () => end(chain, { purposeId: 1 }), 'PURPOSE_UNKNOWN', 'partyId'],
      [
        "of another's, by the regulator",
        () => end(chain, { purposeId: 1, byParty: 0 }),
        'PURPOSE_UNKNOWN',
        'partyId',
      ],
      ['by half a bit', () => end(chain, { byParty: 2 }), 'PURPOSE_INVALID', 'byParty'],
      ['a second time', () => end(chain, { purposeId: 3 }), 'PURPOSE_ENDED', 'purposeId'],
      [
        'that came by itself',
        () => end(chain, { purposeId: 2, partyId: PLANS }),
        'PURPOSE_ENDED',
        'purposeId',
        timeOf(TODAY + 1),
      ],
      ['by an ended party', () => end(chain), 'PARTY_ENDED', 'partyId', timeOf(TODAY + 3_000)],
    ],
  );

  test('comes with its last second', () => {
    const last = chain.fork().at(timeOf(TODAY + 1) - 1n);
    last.submit(end(last, { purposeId: 2, partyId: PLANS }));
    expect(requirePurpose(last.store, 2).until).toBe(TODAY);
  });
});
