/** A need with a reference, before node and auditor: one whose sums count, and one that A keeps. */
import { CALLED } from '../state/support/flexibility/calledWorld.js';
import { FlexWorld, LISTED, NEED_DAY } from '../state/support/flexibility/flexWorld.js';
import { PaidNeed } from '../state/support/flexibility/paidNeed.js';
import { openDay } from '../state/support/flexibility/settledDay.js';
import type { Household } from '../state/support/household.js';
import { LaterDay } from '../state/support/laterDay.js';
import { maskBatches } from '../state/support/maskBatches.js';
import { replay } from './support/replay.js';

const AWAY = { zone: 8, tariffId: 10 };
const REF = { refs: [AWAY] };
const world = new FlexWorld(12).prepare();
const { chain, households } = world;
const away = world.neighbours(30, 12, AWAY);
/** A day of the reference, whose sums open at once. */
const settled = (day: LaterDay, homes: readonly Household[]) => {
  day.settle(homes, -1);
  chain.at(day.at.settleEnd);
  openDay(day, homes);
  day.publish();
};
const listed = LISTED.map((days) => {
  const own = world.opens(days);
  const other = world.opens(days, AWAY).order(10);
  own.void(own.at.release);
  return other.void(other.at.release);
});
for (const day of listed) settled(day, away.slice(0, 10));
const own = world.opens(NEED_DAY);
const ref = world.opens(NEED_DAY, AWAY).order(12);
const { publish } = ref.at;
const deliverFrom = publish + 2n * 86_400n;
const times = { deliverFrom, deliverEnd: deliverFrom + 3_600n, publish: deliverFrom + 4_000n };
const need = new PaidNeed(chain, NEED_DAY, { ...REF, ...times }).open().offers(households).finish();
own.void(own.at.release);
ref.void(ref.at.release);
need.call(CALLED);

/** What follows the settlements of the reference's day, then one delivery. */
const delivered = (between: (day: LaterDay) => void) => {
  const fork = need.fork();
  const day = new LaterDay(fork.chain, NEED_DAY, AWAY);
  day.settle(away, 0);
  fork.chain.at(day.at.settleEnd);
  between(day);
  fork.chain.at(deliverFrom);
  fork.deliver(households.slice(0, 1));
  const { factors } = [...replay(fork.chain).books.needs.values()][0]!;
  return factors!.map(({ imports, exports }) => [Number(imports), Number(exports)]);
};

test('whose sums count', () => {
  const factors = delivered((day) => openDay(day, away));
  expect(factors.flat().every((factor) => factor >= 256 && factor <= 4_096)).toBe(true);
  expect(new Set(factors.flat()).size).toBeGreaterThan(1);
});

test('that A keeps', () => {
  const [down] = delivered(() => undefined).slice(1);
  expect(down).toEqual([4_096, 256]);
});

test('whose count A opens on the last day, and no more', () => {
  const [down] = delivered((day) => {
    const count = (role: 'A' | 'B') => {
      const set = day.settledOf(away, day.id, role);
      for (const { body } of maskBatches(day.chain, role, [set], 'count')) day.chain.send('maskSum', body);
    };
    count('B');
    day.chain.at(deliverFrom - 1n);
    count('A');
  }).slice(1);
  expect(down).toEqual([4_096, 256]);
});
