/** Offers: what is refused, and that a point has one a day over all needs of it. */
import { entriesOf } from '@veilgrid/node/state/core/books/entries';
import { keys } from '@veilgrid/node/state/core/keys';
import { leafChangeCount } from '@veilgrid/node/state/core/leaves/changes';
import { leafRoot } from '@veilgrid/node/state/core/leaves/tree';
import { mustGet } from '@veilgrid/node/state/core/record';
import { flexRootOf, getFlexDay } from '@veilgrid/node/state/flexibility/day';
import { offerNeed } from '@veilgrid/node/state/flexibility/offer';
import { flexBook } from '@veilgrid/node/state/flexibility/register';
import { publicSignals } from '@veilgrid/node/state/handlers';
import { R } from '@veilgrid/protocol/core/crypto/field';
import { MAX_DELIVERIES } from '@veilgrid/protocol/flexibility/lanes';
import { type BodyOf, leaveNoteRoom, refuses } from '../support/chain.js';
import { FlexHousehold } from '../support/flexibility/flexHousehold.js';
import { type FlexNeed, usualOffer } from '../support/flexibility/flexNeed.js';
import { NEED_DAY, readyWorld } from '../support/flexibility/flexWorld.js';
import { AREA, offerOf } from '../support/flexibility/terms.js';
import { HERE } from '../support/party.js';
import { slotOf } from '../support/slot.js';

const CELLS = offerOf(300, 40);
const { day } = slotOf(NEED_DAY);
const world = readyWorld();
const { chain, households } = world;
const need = world.need(NEED_DAY).open();
need.offers(households.slice(0, 3));
const offer =
  (change: Partial<BodyOf<'offer'>> = {}, i = 5) =>
  () =>
    chain.tx('offer', { ...households[i]!.offer(chain, need, CELLS), ...change });

test('are taken until the gate', () => {
  chain.at(need.body.gate - 1n);
  expect(chain.refusal(chain.verified(offer()()))).toBeUndefined();
});

const { ephemeralX, ephemeralY } = households[5]!.offer(chain, need, CELLS);
/** What the first household sent. */
const first = new FlexHousehold(0).offer(chain, need, usualOffer({ i: 0 }));
refuses(
  () => chain,
  [
    ['at the gate', offer(), 'GATE_CLOSED', undefined, need.body.gate],
    ['an unknown need', offer({ needId: 5n }), 'NEED_UNKNOWN', 'needId'],
    ['another asset', offer({ asset: 2n }), 'ASSET_UNKNOWN', 'asset'],
    ['a deposit that is no tier', offer({ deposit: 20_000_001n }), 'DEPOSIT_NOT_A_TIER', 'deposit'],
    ['a second offer of a point', offer({}, 0), 'OFFER_EXISTS', 'nfOffer'],
    ['an unknown note root', offer({ noteRoot: 5n }), 'NOTE_ROOT_UNKNOWN', 'noteRoot'],
    ['a spent note', offer({ nfNote: first.nfNote }), 'NULLIFIER_SPENT', 'nfNote'],
    ['an old commitment', offer({ changeCm: first.changeCm }), 'COMMITMENT_EXISTS', 'changeCm'],
    ['the empty leaf as change', offer({ changeCm: 0n }), 'VALUE_OUT_OF_RANGE', 'changeCm'],
    ['the empty leaf as offer', offer({ c: 0n }), 'VALUE_OUT_OF_RANGE', 'c'],
    ['an ephemeral key off the curve', offer({ ephemeralX: 1n }), 'EPHEMERAL_INVALID', 'ephemeralX'],
    [
      'an ephemeral key outside the subgroup',
      offer({ ephemeralX: R - ephemeralX, ephemeralY: R - ephemeralY }),
      'EPHEMERAL_INVALID',
      'ephemeralX',
    ],
  ],
);

describe('room', () => {
  test('for the change', () => {
    const fork = world.fork().chain;
    leaveNoteRoom(fork, 0);
    expect(fork.refusal(fork.verified(offer()()))?.code).toBe('NOTE_TREE_FULL');
  });

  test.each([
    ['in the book', 64, 'AUCTION_FULL'],
    ['in the lanes of the group', MAX_DELIVERIES, 'OFFERS_FULL'],
  ])('%s', (_name, count, code) => {
    const pretend = (entries: number) => {
      const fork = world.fork().chain;
      const key = keys.bookEntries(need.id);
      const head = mustGet(fork.store, key).slice();
      // The number of entries stands first.
      new DataView(head.buffer).setUint32(0, entries, true);
      fork.store.commit([[key, head]]);
      expect(entriesOf(fork.store, need.id).count).toBe(entries);
      return fork.refusal(fork.verified(offer()()))?.code;
    };
    expect(pretend(count)).toBe(code);
    expect(pretend(count - 1)).toBe(code === 'OFFERS_FULL' ? 'AUCTION_FULL' : undefined);
  });
});

describe('one a point and day', () => {
  const fork = world.fork();
  const c = fork.chain;
  c.send('publishArea', { ...AREA, areaId: 6, places: [71, 80] });
  c.send('publishArea', { ...AREA, areaId: 7, places: [90] });
  const root = () => leafRoot(c.ctx, c.store, flexBook(c.ctx));
  const pinned = getFlexDay(c.store, day)!;
  const mover = fork.households[1]!;
  const codeOf = (of: FlexNeed, i: number) =>
    c.refusal(c.verified(c.tx('offer', fork.households[i]!.offer(c, of, CELLS))))?.code;

  test('the day’s first need pins the register', () => {
    expect(pinned).toEqual({ root: root(), changes: leafChangeCount(c.store, flexBook(c.ctx)) });
  });

  test('whatever is enrolled or rotated before another need of the day is opened', () => {
    c.send('flexEnrol', mover.enrolment({ offerPk: 123n }));
    c.send('changePoint', { ...mover.point, open: 1 });
    c.send('flexEnrol', mover.enrolment({ blind: 9n }));
    expect(root()).not.toBe(pinned.root);
    for (const areaId of [6, 7]) {
      const another = fork.need(NEED_DAY, { areaId }).open();
      expect(getFlexDay(c.store, day)).toEqual(pinned);
      expect(offerNeed(c.ctx, c.store, another.record).flexRoot).toBe(pinned.root);
      // What is proven is of the leaf that was pinned, so of its key.
      expect([0, 1, 5].map((i) => codeOf(another, i))).toEqual(['OFFER_EXISTS', 'OFFER_EXISTS', undefined]);
      expect(codeOf(need, 1)).toBe('OFFER_EXISTS');
    }
  });

  test('and on another day again, under the register as it is then', () => {
    fork.opens(NEED_DAY + 1, HERE, { time: c.time });
    const next = fork.need(NEED_DAY + 1, {
      steps: need.body.steps.map((s) => ({ ...s, level: s.level.map(() => 1) })),
    });
    next.open();
    expect(flexRootOf(c.store, slotOf(NEED_DAY + 1).day)).toBe(root());
    expect(codeOf(next, 0)).toBeUndefined();
    const tx = c.tx('offer', fork.households[0]!.offer(c, next, CELLS));
    expect(publicSignals(c.ctx, c.store, tx, 1n)[0]).toContain(root());
  });
});
