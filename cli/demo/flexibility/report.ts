/** The report of a need: what everybody sees and what the demo alone knows, or one JSON object for programs. */
import { hasBit } from '@veilgrid/protocol/core/bits';
import { levelPrice } from '@veilgrid/protocol/flexibility/prices';
import type { Circuit } from '@veilgrid/protocol/kinds';
import { clockOf } from '../../terminal/clockOf.js';
import { kwh, money, pence, table } from '../../terminal/format.js';
import { endOfReport } from '../core/reportEnd.js';
import { sum } from '../town/sum.js';
import { type FlexDay, type FlexRunResult, paidOf, returnedOf } from './outcome.js';
import type { Part } from './scenario.js';

const STATEMENTS = [
  'offer',
  'clear',
  'close',
  'claim',
  'deliver',
  'masksum',
  'settle',
  'order',
  'transfer',
] as const satisfies readonly Circuit[];

/** Of the half hours that are asked for. */
export function periodsOf({ need, sums }: FlexDay) {
  const { p, bought, traded } = need.result!;
  return p.flatMap((level, k) => {
    if (!hasBit(need.window, k)) return [];
    const price = hasBit(traded, k) ? levelPrice(need, level) : undefined;
    const called = hasBit(need.called, k);
    const delivered = called ? sums.delivered?.[k] : undefined;
    return [{ k, start: clockOf(p.length, k), price, called, bought: bought[k]!, delivered }];
  });
}

/** Of the auction's settlements, those that no delivery is beside. */
const othersOf = ({ settlements, need }: FlexDay) => settlements - deliveriesOf(need);
const deliveriesOf = ({ deliveries }: FlexDay['need']) =>
  deliveries.reduce((total, { count }) => total + count, 0);

/** Words of three hours of which the zone's day shows the net alone. */
export function netWords({ zone }: FlexDay): number[] {
  const words = Math.ceil(zone.nets.length / 6);
  return Array.from({ length: words }, (_, w) => w).filter((w) => ((zone.both >> w) & 1) === 0);
}

/** Amounts in 1e-8 currency, prices in 0.01 currency/MWh, energy in Wh, as exact integers (in text where they may pass 2^53). */
export function jsonFlexReport({ day, audited, replayed, checks, seconds: total }: FlexRunResult) {
  const { need, sums, buyer } = day;
  const byPeriod = <T>(value: (period: ReturnType<typeof periodsOf>[number]) => T | undefined) => {
    const shown = new Map(periodsOf(day).map((period) => [period.k, value(period)]));
    return need.other.map((_, k) => shown.get(k) ?? null);
  };
  return {
    module: 'flexibility',
    statements: Object.fromEntries(STATEMENTS.map((name) => [name, audited.statements[name] ?? 0])),
    ...checks,
    refused: day.refused,
    offers: day.offers,
    maxQtyWh: need.maxQty,
    priceByPeriod: byPeriod(({ price }) => price && Number(price)),
    boughtWh: byPeriod(({ bought }) => bought),
    deliveredWh: byPeriod(({ delivered }) => delivered),
    deliveries: deliveriesOf(need),
    others: othersOf(day),
    /** To the homes, beyond their deposits. */
    paid: paidOf(sums),
    buyerLocked: buyer.locked,
    buyerReturned: returnedOf(buyer),
    supplierCompensation: sums.compensation,
    latePaid: need.late.paid,
    unproven: sums.unproven,
    /** Of deposits, for late payments that may still come. */
    held: need.held,
    netWords: netWords(day),
    date: day.date,
    genesisHash: day.genesisHash,
    listedDays: need.days,
    shares: day.shares,
    next: day.next,
    money: day.supply,
    proofsMade: day.proofs,
    proofsRefused: day.refusedProofs,
    audit: { blocks: audited.blocks, transactions: audited.transactions, proofs: audited.proofs },
    replay: replayed,
    seconds: total,
    milliseconds: day.timings,
  };
}

export const PART_NAMES: Readonly<Record<Part, string>> = {
  delivers: 'delivers',
  deliversHalf: 'delivers half',
  silent: 'silent until the late days',
  unproven: 'has no readings of the day',
  other: 'does not offer',
};

export function textFlexReport(run: FlexRunResult): string {
  const { day } = run;
  const { need, sums, buyer, next } = day;
  const periods = periodsOf(day).map(({ start, price, bought, called, delivered }) => [
    start,
    price === undefined ? 'void' : pence(price),
    kwh(bought),
    called ? 'yes' : 'no',
    delivered === undefined ? '-' : kwh(delivered),
  ]);
  const shares = day.shares.map(({ name, part, accepted, deposit, paid, earned }) => [
    name,
    kwh(sum(accepted)),
    money(deposit),
    money(paid),
    money(earned),
    PART_NAMES[part],
  ]);
  return [
    `A need of ${need.steps.length} steps for ${day.date}: ${day.offers} sealed offers of at most ` +
      `${need.maxQty} Wh a half hour, measured against ${need.days.length} days before it.`,
    '',
    'Price (p/kWh), accepted and delivered (kWh, less what was opposed) by half hour:',
    table([['from', 'price', 'accepted', 'called', 'delivered'], ...periods]),
    '',
    `${deliveriesOf(need)} delivered beside ${othersOf(day)} others. Of the zone's day these words of three hours, from 0 on, are net`,
    `alone: ${netWords(day).join(', ') || 'none'}.`,
    '',
    `Buyer: locked ${money(buyer.locked)}, had ${money(buyer.atClose)} back when the book closed and ` +
      `${money(buyer.atPublication)} at publication;`,
    `  ${money(paidOf(sums))} went to the homes beyond their deposits, ${money(sums.compensation)} to the supplier, ` +
      `${money(sums.unproven)} to the issuer.`,
    `Late: ${need.late.count} home came after the time, and had ${money(need.late.paid)} of its deposit.`,
    `Next Sunday: not called, and no market that day; ${money(next.earned)} of availability were claimed.`,
    '',
    'What each home had of it, which only this demo knows:',
    table([['home', 'accepted', 'deposit', 'paid', 'earned', 'part'], ...shares]),
    '',
    ...endOfReport(run),
  ].join('\n');
}
