/** A need for people: what everybody may know of it. */
import { hasBit } from '@veilgrid/protocol/core/bits';
import { windowPeriods } from '@veilgrid/protocol/flexibility/calls';
import { AVAILABILITY_AUCTIONED } from '@veilgrid/protocol/flexibility/need';
import { levelPrice } from '@veilgrid/protocol/flexibility/prices';
import { formatMoney } from '../../terminal/amounts.js';
import { formatDay, formatTime } from '../../terminal/dates.js';
import { table } from '../../terminal/format.js';
import { lines } from '../../terminal/output.js';
import type { NeedEntry } from './needOptions.js';

const TIMES = ['gate', 'release', 'close', 'deliverFrom', 'deliverEnd', 'publish'] as const;

/** Offers of households, without the buyer's steps that stand before them in the book. */
export const offersOf = ({ offers, steps }: Pick<NeedEntry, 'offers' | 'steps'>) => offers - steps.length;

export function needLine(need: NeedEntry): string {
  const { needId, areaId, day, phase, called, settlements } = need;
  const periods = need.other.flatMap((_, k) => (hasBit(called, k) ? [k] : []));
  const calls = periods.length > 0 ? `, called ${periods.join(', ')}` : '';
  return (
    `${formatDay(day)}  area ${areaId}: ${phase}, ${offersOf(need)} offers${calls}, ` +
    `${settlements} paid  ${needId}`
  );
}

export function needText(need: NeedEntry): string {
  const { needId, areaId, day, phase, tiers, settlements, deliveries, maskSums, auctioned } = need;
  const facts = {
    need: needId,
    of: `${formatDay(day)}, area ${areaId}`,
    phase,
    ...Object.fromEntries(TIMES.map((name) => [name, formatTime(need[name])])),
    'called at least': `${need.callLead} s before`,
    auctioned: auctioned === AVAILABILITY_AUCTIONED ? 'availability' : 'rate',
    'an offer': `at most ${need.maxQty} Wh a half hour, deposit ${tiers.map(formatMoney).join(', ')}`,
    penalty: `${need.percent} % of the rate`,
    baseline: need.days.map(formatDay).join(', '),
    compared:
      need.refs.map(({ zone, tariffId }) => `zone ${zone}, tariff ${tariffId}`).join('; ') || 'with nobody',
    offers: offersOf(need),
    locked: formatMoney(need.lock),
    ...(need.forfeit > 0n && {
      forfeit: `${formatMoney(need.forfeit)}, of which each offer has ${formatMoney(need.share)}`,
    }),
    paid: `${settlements}, of them ${deliveries.reduce((sum, { count }) => sum + count, 0)} deliveries`,
    'mask sums': (['A', 'B'] as const)
      .map((half) => `${half} ${maskSums[half].final ? 'proven' : 'missing'}`)
      .join(', '),
  };
  return `${lines(facts)}\n\n${periodsText(need)}`;
}

function periodsText(need: NeedEntry): string {
  const { window, up, steps, other, comp, result, called } = need;
  const rows = windowPeriods(other.length, { window }).map((k) => {
    const asked = steps
      .filter(({ qty }) => qty[k]! > 0)
      .map(({ qty, level }) => `${qty[k]} at ${levelPrice(need, level[k]!)}`);
    const trades = result !== undefined && hasBit(result.traded, k);
    const came = trades ? [levelPrice(need, result.p[k]!), result.bought[k]!] : ['-', '-'];
    const bits = [hasBit(up, k) ? 'up' : 'down', asked.join(', ')];
    return [k, ...bits, other[k]!, comp[k]!, ...came, hasBit(called, k) ? 'called' : '-'].map(String);
  });
  return table([['period', 'turn', 'Wh asked', 'other', 'supplier', 'price', 'bought Wh', 'call'], ...rows]);
}
