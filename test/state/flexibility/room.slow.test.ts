/** AREA_TOO_LARGE: room of an area's readings under one root, of the need's day and of each listed one. */
import { appendReading } from '@veilgrid/node/state/core/readings/tree';
import { ensureRoom } from '@veilgrid/node/state/flexibility/room';
import { Overlay } from '@veilgrid/node/store/overlay';
import { codeOf } from '../support/codeOf.js';
import { FlexWorld, LISTED, NEED_DAY } from '../support/flexibility/flexWorld.js';
import { AREA, needBody } from '../support/flexibility/terms.js';
import { HERE, ZONE } from '../support/party.js';
import { slotOf } from '../support/slot.js';

/** Of the same zone. */
const DEARER = { zone: ZONE, tariffId: 11 };

test('there is room for what was read on each listed day', () => {
  const days = new FlexWorld().prepare();
  days.neighbours(20, 10, DEARER);
  const auctions = [HERE, DEARER].map((where) => days.opens(LISTED[0], where));
  const read = (counts: readonly number[]) => {
    const overlay = new Overlay(days.chain.store);
    auctions.forEach(({ id }, a) => {
      for (let i = 0; i < counts[a]!; i++) appendReading(days.chain.ctx, overlay, id, BigInt(i + 1));
    });
    const { ctx } = days.chain;
    return codeOf(() => ensureRoom(ctx, overlay, AREA.zones, [], [slotOf(LISTED[0]).day]));
  };
  // Begun chunks count as whole ones.
  expect([read([56, 8]), read([57, 1])]).toEqual([undefined, 'AREA_TOO_LARGE']);
});

test('there is room for a day of everybody’s readings', () => {
  // Two chunks of eight are here; of eight that a root has, the others need one more than are left.
  const full = new FlexWorld().prepare().pass(...LISTED);
  full.neighbours(20, 48, DEARER);
  const fuller = full.fork();
  fuller.neighbours(68, 1, DEARER);
  const code = (fork: FlexWorld) => {
    fork.opens(NEED_DAY);
    fork.opens(NEED_DAY, DEARER);
    return fork.chain.refusal(fork.chain.verified(fork.chain.tx('openNeed', needBody(NEED_DAY))))?.code;
  };
  expect([code(full), code(fuller)]).toEqual([undefined, 'AREA_TOO_LARGE']);
});
