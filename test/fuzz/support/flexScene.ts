/** Needs in which every kind of the flexibility market succeeds: one that is called and delivered, one that is claimed. */
import { callsEnd } from '@veilgrid/protocol/flexibility/calls';
import { SimChain } from '../../economy/support/simChain.js';
import { CALLED, CalledWorld } from '../../state/support/flexibility/calledWorld.js';
import { FlexWorld, LISTED, NEED_DAY } from '../../state/support/flexibility/flexWorld.js';
import { openSums } from '../../state/support/flexibility/needSums.js';
import { PaidNeed } from '../../state/support/flexibility/paidNeed.js';
import { AREA } from '../../state/support/flexibility/terms.js';
import { WINDOWS } from '../../state/support/genesis.js';
import { K } from '../../state/support/profile.js';
import { slotOf } from '../../state/support/slot.js';
import { type Scene, sceneOf } from './scene.js';

/** A day off that lies far enough ahead. */
const DAY_OFF = 90;

export function flexScene({ called }: { readonly called: boolean }): Scene {
  const chain = new SimChain();
  const world = new FlexWorld(12, chain);
  const { households } = world;
  const need = new PaidNeed(chain, NEED_DAY);
  const day = new CalledWorld(need, households, 12);
  const late = need.body.deliverEnd + BigInt(WINDOWS.late);
  const release = () => {
    chain.at(late).send('releaseDeposits', { needId: need.id });
  };
  const paid = called
    ? [
        () => {
          need.call(CALLED);
        },
        () => {
          day.settle();
        },
        () => {
          need.deliver(households.slice(0, 11));
        },
      ]
    : [
        () => {
          chain.at(callsEnd(K, need.body));
          need.claim(households.slice(0, 11));
        },
      ];
  return sceneOf(chain, [
    () => world.prepare(),
    () => {
      chain.send('publishArea', { ...AREA, areaId: AREA.areaId + 1 });
      chain.send('publishCalendar', { days: [slotOf(DAY_OFF).day] });
    },
    () => world.pass(...LISTED),
    () => world.opens(NEED_DAY).order(24),
    () => need.open(),
    () => need.offers(households),
    () => need.finish(),
    () => day.auction.void(day.auction.at.release),
    ...paid,
    () => {
      chain.at(need.body.publish);
      openSums([need]);
    },
    () => need.publish(),
    () => {
      const [last] = households.slice(11);
      const form = { late: true };
      if (called) chain.send('deliver', need.deliverBody(last!, undefined, form));
      else chain.send('claim', need.claimBody(last!, form));
    },
    // Who claims late has its whole deposit: nothing is left.
    ...(called ? [release] : []),
  ]);
}
