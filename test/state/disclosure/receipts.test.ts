/** Roots of receipts: one after the other, no time left out. */
import { listReceipts, receiptsCount } from '@veilgrid/node/state/disclosure/receipts';
import { ROLES } from '@veilgrid/protocol/roles';
import { type BodyOf, refuses, TestChain } from '../support/chain.js';
import { ASKS, BUILDS, PLANS, partiesChain, receiptsBody, timeOf } from '../support/disclosure/bodies.js';
import { START } from '../support/genesis.js';
import { FIRST, TODAY } from '../support/registrations.js';

const first = receiptsBody();
const second = receiptsBody({ index: 1, from: first.to, to: START, count: 1 });
const entryOf = ({ partyId: _, ...entry }: BodyOf<'receipts'>) => entry;

function rootedChain(): TestChain {
  const chain = partiesChain(new TestChain());
  chain.send('receipts', first);
  chain.send('receipts', second);
  chain.send('receipts', receiptsBody({ partyId: PLANS, to: 5n }));
  return chain;
}

describe('roots of receipts', () => {
  const chain = rootedChain();

  test('stand one after the other, party by party', () => {
    const { store } = chain;
    expect([ASKS, PLANS, BUILDS].map((id) => receiptsCount(store, id))).toEqual([2, 1, 0]);
    expect(listReceipts(store, ASKS, 0, 9)).toEqual([first, second].map(entryOf));
    expect(listReceipts(store, ASKS, 1, 9)).toEqual([entryOf(second)]);
    expect(listReceipts(store, BUILDS, 0, 9)).toEqual([]);
  });

  const next = (change: Partial<BodyOf<'receipts'>>) => () =>
    chain.tx('receipts', receiptsBody({ index: 2, from: START, to: START + 5n, ...change }));
  const later = START + 5n;
  refuses(
    () => chain,
    [
      ['an index left out', next({ index: 3 }), 'RECEIPTS_GAP', 'index', later],
      ['an index again', next({ index: 1, from: first.to }), 'RECEIPTS_GAP', 'index', later],
      ['a second left out', next({ from: START + 1n }), 'RECEIPTS_GAP', 'from', later],
      ['a second again', next({ from: START - 1n }), 'RECEIPTS_GAP', 'from', later],
      [
        'a first that begins late',
        () => chain.tx('receipts', receiptsBody({ partyId: BUILDS, from: 1n })),
        'RECEIPTS_GAP',
        'from',
      ],
      ['no time', next({ to: START }), 'VALUE_OUT_OF_RANGE', 'to', later],
      ['time backwards', next({ to: START - 1n }), 'VALUE_OUT_OF_RANGE', 'to', later],
      ['what is still to come', next({ to: later + 1n }), 'VALUE_OUT_OF_RANGE', 'to', later],
      ['none', next({ count: 0 }), 'VALUE_OUT_OF_RANGE', 'count', later],
      ['none, after a gap', next({ count: 0, index: 9 }), 'RECEIPTS_GAP', 'index', later],
      ['of nobody', next({ partyId: FIRST + 9 }), 'PARTY_UNKNOWN', 'partyId'],
      ['of an ended party', next({}), 'PARTY_ENDED', 'partyId', timeOf(TODAY + 3_000)],
    ],
  );

  test('reach to the second of their block, of any party and role', () => {
    const own = rootedChain().at(later);
    own.submit(next({})());
    own.send('receipts', receiptsBody({ partyId: BUILDS, to: later }));
    own.send('receipts', receiptsBody({ partyId: ROLES.dso, to: later, count: 2 ** 32 - 1 }));
    expect([ASKS, BUILDS, ROLES.dso].map((id) => receiptsCount(own.store, id))).toEqual([3, 1, 1]);
  });
});
