/** A need that sells, is not called, and whose homes have no market that day: it is claimed. */
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { forAll } from '../market/day.js';
import { ZoneDay } from '../market/zoneDay.js';
import type { Stages } from '../town/stages.js';
import type { FlexTown, Member } from './flexTown.js';
import { DAY } from './homes.js';
import { NeedDay } from './needDay.js';
import type { Money } from './outcome.js';

const NEXT = DAY + 7;

export async function nextSunday(town: FlexTown, homes: readonly Member[], stages: Stages): Promise<Money> {
  const [zone, need] = [new ZoneDay<Member>(town, NEXT, town.scenario), new NeedDay(town, NEXT)];
  await zone.open();
  const locked = await need.open();
  await stages.run('Offers of the next Sunday', homes.length, (done) => need.offer(homes, done));
  await need.gate();
  const { back } = await stages.run('Its offers cleared', 1, () => need.clear());
  await zone.endVoid();
  await town.moveTime((NEXT + 1) * SECONDS_PER_DAY);
  const claimed = await stages.run('Claims', homes.length, (done) =>
    forAll(homes, done, ({ wallet }) => wallet.flexibility.settle(need.needId)),
  );
  await need.moveTo('deliverEnd');
  const returned = await stages.run('Sums of claims', 1, () => need.publish());
  const { pay, deposit } = await town.access.api.needSums({ params: { needId: need.needId } });
  const earned = claimed.reduce((sum, payment) => sum + payment.earned, 0n);
  return { locked, returned: back + returned, pay, deposit, earned };
}
