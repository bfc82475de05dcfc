/** The day's report: what happened in plain words, or one JSON object for programs. */
import { formatMoney } from '../../terminal/amounts.js';
import { kwh } from '../../terminal/format.js';
import { endOfReport, mark } from '../core/reportEnd.js';
import { sum } from '../town/sum.js';
import type { CoreRun } from './outcome.js';

/** Amounts in 1e-8 currency and energy in Wh, as exact integers (in text where they may pass 2^53). */
export function jsonCoreReport({ day, audited, replayed, checks, seconds: total }: CoreRun) {
  const { merged, readings, points, party, totals, supply, refused, proofs, refusedProofs, timings } = day;
  return {
    module: 'core',
    statements: audited.statements,
    ...checks,
    refused,
    date: day.date,
    genesisHash: day.genesisHash,
    households: day.households,
    orders: day.orders,
    settlements: day.settlements,
    slips: audited.slips.length,
    merged,
    readings,
    points,
    party,
    totals,
    verified: day.verified,
    money: supply,
    proofsMade: proofs,
    proofsRefused: refusedProofs,
    audit: { blocks: audited.blocks, transactions: audited.transactions, proofs: audited.proofs },
    replay: replayed,
    seconds: total,
    milliseconds: timings,
  };
}

export function textCoreReport(run: CoreRun): string {
  const { day } = run;
  return [
    `A day of core's pieces, ${day.date}: ${day.households} households, a party, a network of four meters.`,
    '',
    ...story(run),
    '',
    ...endOfReport(run),
  ].join('\n');
}

function story({ day, audited, checks }: CoreRun): string[] {
  const { merged, readings, points, party, totals } = day;
  return [
    `Money: ${audited.slips.length} slips were paid in. Everybody sees what each is worth; that none names its owner`,
    `  was looked for in all of them: ${mark(checks.ownersHidden)}`,
    `Merging: a wallet with ${merged.notes} notes of ${formatMoney(merged.each)} ordered with a deposit of ` +
      `${formatMoney(merged.deposit)}. By itself it made`,
    `  ${merged.transfers} transfers first, and waited ${merged.waits} times until the new notes could be spent.`,
    `Market: ${day.orders} sealed orders, ${day.settlements} settlements, sums opened by two, published.`,
    `Readings: the tree of the day froze with ${readings.leaves} leaves, as one of ${readings.frozenRoots} frozen. A wallet`,
    `  rebuilt it from the public list; its own is leaf ${readings.ownLeaf}, ${readings.path.length} levels below the root that a`,
    `  final block says: ${mark(checks.readingsRebuilt)}`,
    `Points: ${points.changes} changes lead to the ${points.points} points of the day, and to the root in its log: ` +
      mark(checks.pointsRebuilt),
    `Party ${party.partyId}, a transmission operator, was registered, paid into, took money out, got a new key, signed`,
    `  for its meter and ended; ${formatMoney(party.left)} was left in its account.`,
    ...totals.map(
      ({ assetId, customers, nets }) =>
        `Asset ${assetId}: its meter showed ${kwh(sum(nets))} kWh of the day, over ${customers} customers.`,
    ),
    `  The feeder's meter and the sums that nobody looked into agree to the Wh: ${mark(checks.totalsAgree)}`,
    `Exchange: ${day.refusedProofs.transfer} proofs in one transaction. No module has made its asset, so it was refused whole.`,
  ];
}
