/** What is printed of several days: text for people, one JSON object for programs. */
import { marketOf } from '@veilgrid/client-sdk';
import { isTraded } from '@veilgrid/protocol/core/books/result';
import type { Circuit } from '@veilgrid/protocol/kinds';
import { priceOf } from '@veilgrid/protocol/market/auction';
import { kwh, money, pence, table } from '../../../terminal/format.js';
import { shownLoad } from '../../../terminal/shownLoad.js';
import type { Replayed } from '../../town/replayProcess.js';
import { sum } from '../../town/sum.js';
import { accountsOf, type Supply } from '../outcome.js';
import type { MarketDay } from './marketDay.js';
import type { Publication } from './publication.js';

export interface DaysRun {
  readonly genesisHash: string;
  readonly days: readonly DayReport[];
  readonly publications: readonly Publication[];
  readonly supply: Supply;
  readonly wallets: number;
  readonly proofs: Readonly<Record<Circuit, number>>;
  readonly audit: Replayed;
  readonly checks: {
    readonly energyExact: boolean;
    readonly moneyConserved: boolean;
    readonly allPublished: boolean;
    readonly recovered: boolean;
    readonly auditVerified: boolean;
  };
  readonly timings: Readonly<Record<string, number>>;
  readonly seconds: number;
}

export interface DayReport {
  readonly date: string;
  readonly outcome: 'cleared' | 'void';
  readonly orders: number;
  readonly settlements: number;
  /** Lowest and highest price of the periods that traded, in 0.01 currency/MWh. */
  readonly prices: readonly [bigint, bigint] | undefined;
  readonly volumeWh: bigint | undefined;
  /** With which day its sums were published: its own, or a later one that took its set in. */
  readonly publishedWith: string;
  readonly events: readonly string[];
}

const mark = (holds: boolean) => (holds ? 'yes' : 'NO');

export async function dayReports(days: readonly MarketDay[]): Promise<DayReport[]> {
  const dates = new Map(days.map((day) => [day.auctionId, day.plan.date]));
  return Promise.all(
    days.map(async (day): Promise<DayReport> => {
      const entry = await day.entry;
      const { result, mergedSet, orders, settlements } = entry;
      const market = marketOf(entry);
      const traded = result!.p.filter((_, k) => isTraded(result!, k)).map((level) => priceOf(market, level));
      const sorted = traded.sort((a, b) => (a < b ? -1 : 1));
      return {
        date: day.plan.date,
        outcome: day.plan.silent ? 'void' : 'cleared',
        orders,
        settlements,
        prices: sorted.length > 0 ? [sorted[0]!, sorted.at(-1)!] : undefined,
        volumeWh: result!.enough ? result!.volume : undefined,
        publishedWith: dates.get(mergedSet.at(-1)!)!,
        events: day.events,
      };
    }),
  );
}

/** Amounts in 1e-8 currency and energy in Wh, as exact integers (in text where they may pass 2^53). */
export function jsonDaysReport(run: DaysRun) {
  const { days, publications, supply, checks, proofs, timings, seconds, ...rest } = run;
  return {
    ...rest,
    days,
    publications: publications.map(({ aggregate, days: numbers, ...p }) => ({
      ...p,
      dates: numbers.map((number) => days[number]!.date),
      ...aggregate,
    })),
    money: { ...supply, accounts: accountsOf(supply) },
    ...checks,
    proofs: Object.values(proofs).reduce((a, b) => a + b, 0),
    proofsByCircuit: proofs,
    milliseconds: timings,
    seconds,
  };
}

export function textDaysReport(run: DaysRun): string {
  const { days, audit, checks, proofs, genesisHash } = run;
  const made = Object.entries(proofs).map(([name, n]) => `${n} ${name}`);
  return [
    `${days.length} market days in sequence, ${run.wallets} wallets; notes flow from day to day.`,
    '',
    dayTable(days),
    '',
    ...days.flatMap(({ date, events }) => events.map((event) => `${date}: ${event}`)),
    '',
    'Published sums, opened by A and B together; a set below ten is summed with the next large one.',
    'Energy in kWh, money in currency. Equal: to the Wh with the simulated meters, to the unit with the bills.',
    '',
    publicationTable(run),
    '',
    `Every balance is what was minted less deposits and fees plus refunds, and nothing else is owed: ${mark(checks.moneyConserved)}`,
    `Every wallet made anew from its 24 words found the same orders, settlements and money: ${mark(checks.recovered)}`,
    `Proofs made: ${made.join(', ')}.`,
    `A fresh process replayed ${audit.blocks} blocks with ${audit.transactions} transactions from genesis ` +
      `${genesisHash} and checked ${audit.proofsVerified} proofs: ${mark(checks.auditVerified)}`,
    `Seconds: ${run.seconds.toFixed(1)}`,
    '',
  ].join('\n');
}

function dayTable(days: readonly DayReport[]): string {
  const header = ['day', 'auction', 'orders', 'settled', 'prices in p/kWh', 'traded', 'published with'];
  const rows = days.map((d) => [
    d.date,
    d.outcome,
    String(d.orders),
    String(d.settlements),
    d.prices ? d.prices.map(pence).join(' to ') : '-',
    d.volumeWh === undefined ? 'not shown' : kwh(d.volumeWh),
    d.publishedWith,
  ]);
  return table([header, ...rows]);
}

function publicationTable({ publications, days }: DaysRun): string {
  const header = ['days', 'members', 'net', 'both sides', 'supplier earned', 'DSO earned', 'equal'];
  const rows = publications.map((p) => [
    p.days.map((number) => days[number]!.date).join(' + '),
    String(p.aggregate.members),
    kwh(sum(shownLoad(p.aggregate).map(({ net }) => net))),
    `${shownLoad(p.aggregate).filter(({ imported }) => imported !== undefined).length} of ${p.aggregate.nets.length}`,
    money(p.supplierEarned),
    money(p.dsoEarned),
    mark(p.energyExact && p.moneyExact),
  ]);
  return table([header, ...rows]);
}
