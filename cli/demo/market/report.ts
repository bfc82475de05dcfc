/** The demo's report: text for people, one JSON object for programs. */
import { isTraded } from '@veilgrid/protocol/core/books/result';
import { priceOf } from '@veilgrid/protocol/market/auction';
import { MIN_GROUP } from '@veilgrid/protocol/params';
import { clockOf } from '../../terminal/clockOf.js';
import { kwh, money, pence, seconds, table } from '../../terminal/format.js';
import { shownLoad } from '../../terminal/shownLoad.js';
import type { Replayed } from '../town/replayProcess.js';
import { sum } from '../town/sum.js';
import { accountsOf, type Checks, type DayOutcome, meteredSums } from './outcome.js';
import { FLOOR, TICK } from './scenario.js';
import { viewsOf } from './views.js';

const MARKET = { floor: BigInt(FLOOR), tick: BigInt(TICK) };
const mark = (holds: boolean) => (holds ? 'yes' : 'NO');
export const NOT_PUBLISHED =
  `fewer than ${MIN_GROUP} active households are never opened: no sum is published, and what was paid waits with ` +
  'deposits and bond';

export interface Run {
  readonly outcome: DayOutcome;
  readonly audit: Replayed;
  readonly checks: Checks;
  readonly seconds: number;
}

/** Everything by settlement period; bought and sold are known to the demo only. */
export function periodsOf(outcome: DayOutcome) {
  const { auction, aggregate, households, scenario } = outcome;
  const result = auction.result!;
  const metered = meteredSums(outcome);
  const shown = aggregate && shownLoad(aggregate);
  const { length } = scenario.prices.importPrice;
  return scenario.prices.importPrice.map((_, k) => {
    const fills = households.map((h) => h.bill.lines[k]!);
    return {
      start: clockOf(length, k),
      price: isTraded(result, k) ? Number(priceOf(MARKET, result.p[k]!)) : undefined,
      boughtWh: fills.reduce((total, line) => total + line.buyFill, 0),
      soldWh: fills.reduce((total, line) => total + line.sellFill, 0),
      importWh: shown?.[k]?.imported,
      meteredImportWh: metered.imports[k]!,
      exportWh: shown?.[k]?.exported,
      netWh: shown?.[k]?.net,
      meteredExportWh: metered.exports[k]!,
    };
  });
}

export function billsOf({ households }: DayOutcome) {
  return households.map(({ house, bill, without, deposit }) => ({
    household: house.name,
    panels: house.panels,
    solarDate: house.solarDate,
    trades: house.trades,
    importWh: house.readings.reduce((total, r) => total + r.imported, 0),
    exportWh: house.readings.reduce((total, r) => total + r.exported, 0),
    boughtWh: bill.lines.reduce((total, l) => total + l.buyFill, 0),
    soldWh: bill.lines.reduce((total, l) => total + l.sellFill, 0),
    deposit,
    bill: bill.cost,
    withoutMarket: without,
    saved: without - bill.cost,
  }));
}

/** What supplier and DSO earn is known once the sums are published. */
function moneyOf({ supply, supplyBefore, aggregate }: DayOutcome) {
  return {
    minted: supply.minted,
    redeemed: supply.redeemed,
    notes: supply.notes,
    locked: supply.locked,
    bonds: supply.bonds,
    accounts: accountsOf(supply),
    supplierEarned: aggregate && supply.accounts.supplier - supplyBefore.accounts.supplier,
    dsoEarned: aggregate && supply.accounts.dso - supplyBefore.accounts.dso,
  };
}

/** Amounts in 1e-8 currency and energy in Wh, as exact integers (in text where they may pass 2^53). */
export function jsonReport({ outcome, audit, checks, seconds: total }: Run) {
  const { scenario, auction, proofs, timings } = outcome;
  return {
    households: outcome.households.length,
    orders: auction.orders,
    settlements: auction.settlements,
    proofs: Object.values(proofs).reduce((a, b) => a + b, 0),
    ...checks,
    /** Why no sum is published, where none is. */
    notPublished: outcome.aggregate ? undefined : NOT_PUBLISHED,
    seconds: total,
    date: scenario.date,
    genesisHash: outcome.genesisHash,
    volumeWh: auction.result!.enough ? auction.result!.volume : undefined,
    proofsByCircuit: proofs,
    audit,
    milliseconds: timings,
    money: moneyOf(outcome),
    bills: billsOf(outcome),
    periods: periodsOf(outcome),
    views: viewsOf(outcome),
  };
}

export function textReport({ outcome, audit, checks, seconds: total }: Run): string {
  const { scenario, auction, households } = outcome;
  const result = auction.result!;
  const volume = result.enough ? `${kwh(result.volume)} kWh` : 'not published: fewer than ten orders traded';
  const proofs = Object.entries(outcome.proofs).map(([name, n]) => `${n} ${name}`);
  const timings = Object.entries(outcome.timings).map(([stage, ms]) => [stage, seconds(ms)]);
  return [
    `Market day ${scenario.date}: ${households.length} households, ${auction.orders} sealed orders, ` +
      `${auction.settlements} settlements. Traded: ${volume}.`,
    `Readings signed by the DSO because a meter failed, as its list said before settlement: ` +
      `${auction.status.entries}.`,
    heading('Prices, trades and the verified load of the feeder'),
    'Prices in p/kWh, energy in kWh. Import and export: the sums that A and B open together, of ten or more;',
    'metered: the sum over the simulated meters, which only this demo can look into. Bought less sold is',
    'what rationing rounds up, and the supplier delivers. Where one side is not shown: fewer than ten fill it',
    'in every half hour of the three hours that open together.',
    '',
    periodTable(outcome),
    checks.energyExact === null
      ? `No verified load: ${NOT_PUBLISHED}.`
      : `Equal to the Wh in every period: ${mark(checks.energyExact)}`,
    heading('Bills (this demo looks into its own simulated households; nobody else could)'),
    billTable(outcome),
    heading('Money, in 1e-8 currency'),
    moneyText(outcome),
    `Conserved to the unit: ${mark(checks.moneyConserved)}`,
    heading('What each party could see'),
    ...viewsOf(outcome).map(({ party, sees }) => `${party}: ${sees}.`),
    heading('Proofs, audit and time'),
    `Proofs made: ${proofs.join(', ')}.`,
    `A fresh process replayed ${audit.blocks} blocks with ${audit.transactions} transactions from genesis ` +
      `${outcome.genesisHash} and checked ${audit.proofsVerified} proofs: ${mark(checks.auditVerified)}`,
    '',
    table([['stage', 'seconds'], ...timings, ['total', total.toFixed(1)]]),
    '',
  ].join('\n');
}

function heading(text: string): string {
  return `\n${text}\n${'-'.repeat(text.length)}`;
}

function periodTable(outcome: DayOutcome): string {
  const header = [
    'from',
    'price',
    'bought',
    'sold',
    'import',
    'metered',
    'export',
    'metered',
    'net',
    'equal',
  ];
  const rows = periodsOf(outcome).map((p) => [
    p.start,
    p.price === undefined ? '-' : pence(p.price),
    kwh(p.boughtWh),
    kwh(p.soldWh),
    p.importWh === undefined ? '-' : kwh(p.importWh),
    kwh(p.meteredImportWh),
    p.exportWh === undefined ? '-' : kwh(p.exportWh),
    kwh(p.meteredExportWh),
    p.netWh === undefined ? '-' : kwh(p.netWh),
    p.netWh === undefined ? '-' : mark(isExact(p)),
  ]);
  return table([header, ...rows]);
}

function isExact(p: ReturnType<typeof periodsOf>[number]): boolean {
  const sides = p.importWh === p.meteredImportWh && p.exportWh === p.meteredExportWh;
  return p.netWh === p.meteredImportWh - p.meteredExportWh && (p.importWh === undefined || sides);
}

function billTable(outcome: DayOutcome): string {
  const header = [
    'household',
    'panels',
    'import',
    'export',
    'bought',
    'sold',
    'bill',
    'without market',
    'saved',
  ];
  const bills = billsOf(outcome);
  const rows = bills.map((b) => [
    b.trades ? b.household : `${b.household} (null order)`,
    b.panels ? `${b.panels} (${b.solarDate})` : '-',
    ...[b.importWh, b.exportWh, b.boughtWh, b.soldWh].map(kwh),
    ...[b.bill, b.withoutMarket, b.saved].map(money),
  ]);
  const total = (pick: (b: (typeof bills)[number]) => bigint) => money(sum(bills.map(pick)));
  const last = [total((b) => b.bill), total((b) => b.withoutMarket), total((b) => b.saved)];
  return table([header, ...rows, ['all', '', '', '', '', '', ...last]]);
}

function moneyText(outcome: DayOutcome): string {
  const m = moneyOf(outcome);
  const places = [
    ['minted', m.minted],
    ['= notes of households', m.notes],
    ['+ deposits of days not published', m.locked],
    ['+ bonds', m.bonds],
    ['+ accounts of the roles', m.accounts],
    ['+ redeemed', m.redeemed],
    ['supplier earned', m.supplierEarned],
    ['DSO earned', m.dsoEarned],
  ] as const;
  const known = places.flatMap(([name, units]) => (units === undefined ? [] : [[name, units.toString()]]));
  return table([['', 'units'], ...known]);
}
