/** `veilgrid settle` and `bill`: a household's day by its meter. */
import {
  type DayStatement,
  dayStatement,
  parseSignedDay,
  type Settled,
  type SignedDay,
} from '@veilgrid/client-sdk';
import { dateOf } from '@veilgrid/client-sdk/core/readings/index';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { type Command, Option } from 'commander';
import type { Client } from '../../client.js';
import { type WalletOptions, walletCommand } from '../../options.js';
import { formatMoney } from '../../terminal/amounts.js';
import { readJson } from '../../terminal/files.js';
import { table } from '../../terminal/format.js';
import type { Closers } from '../../terminal/interrupt.js';
import { lines, type Output, printed } from '../../terminal/output.js';
import { openWallet } from '../../wallets.js';
import { auctionNumber, fetchEntry } from './auctionChoice.js';
import { type AuctionOptions, withPosition } from './auctionOptions.js';
import { complained } from './complaints.js';

type DayOptions = WalletOptions & AuctionOptions & { readonly position?: number };
type SettleOptions = DayOptions & { readonly readings?: string; readonly complaint?: string };

export function settleCommand(): Command {
  const about = 'settle a day, masked, with a proof; when its time is over, by a late bill that costs a fee';
  return withPosition(walletCommand('settle', about))
    .option('--readings <file>', 'signed by the meter; a listed point settles by the reading in the list')
    .addOption(
      new Option('--verify <how>', 'what of the result: its signature, or all its proofs too')
        .choices(['signed', 'full'])
        .default('signed'),
    )
    .option('--complaint <file>', 'where to write what shows the regulator that the listed reading is no use')
    .action((options: SettleOptions) => printed(options, (closers) => settle(options, closers)));
}

async function settle(options: SettleOptions, closers: Closers): Promise<Output> {
  const { wallet, ctx } = await openWallet(options, closers);
  const { auctionId, day } = await fetchEntry(ctx, options);
  const signedDay = options.readings === undefined ? undefined : await readDay(ctx, options.readings, day);
  const position = options.position ?? signedDay?.position;
  const same = signedDay === undefined || signedDay.position === position;
  ensure(same, 'READING_INVALID', { field: 'position' });
  try {
    const choice = position === undefined ? {} : { position };
    const settled = await wallet.market.settle(auctionId, signedDay?.signed, choice);
    return { json: totalsOf(settled), text: totalsText(settled) };
  } catch (error) {
    throw await complained(error, options.complaint);
  }
}

async function readDay({ genesis }: Client, file: string, day: number): Promise<SignedDay> {
  const signedDay = parseSignedDay(genesis, await readJson(file, 'readings'));
  ensure(signedDay.day === day, 'READING_INVALID', { field: 'day', day: dateOf(signedDay.day) });
  return signedDay;
}

export function billCommand(): Command {
  return withPosition(
    walletCommand(
      'bill',
      'the own bill of a day, line by line, computed here from what the own keys open on the chain',
    ),
  ).action((options: DayOptions) => printed(options, (closers) => bill(options, closers)));
}

async function bill(options: DayOptions, closers: Closers): Promise<Output> {
  const { ctx } = await openWallet(options, closers);
  const own = await dayStatement(ctx, auctionNumber(ctx, options), options.position);
  const { order, settled } = own;
  if (!order) throw fail('ORDER_NOT_FOUND', { field: 'auction' });
  if (!settled) throw fail('NOT_FOUND', { field: 'settlement', reason: 'this day is not settled' });
  const { readings, bill } = settled;
  return {
    json: {
      auctionId: own.entry.auctionId,
      position: own.point.position,
      day: dateOf(own.entry.day),
      deposit: order.deposit,
      ...totalsOf(settled),
      periods: bill.lines.map((line, k) => ({ period: k, ...readings[k]!, ...line })),
    },
    text: [
      `Position ${own.point.position}, ${dateOf(own.entry.day)}, deposit ${formatMoney(order.deposit)}`,
      '',
      linesText(own, settled),
      '',
      totalsText(settled),
    ].join('\n'),
  };
}

function linesText({ entry }: DayStatement, { readings, bill, lateFee }: Settled): string {
  const header = ['period', 'import Wh', 'export Wh', 'bought Wh', 'sold Wh', 'trade', 'rest', 'network'];
  const rows = bill.lines.map(({ buyFill, sellFill, trade, residual, network }, k) => {
    const { imported, exported } = readings[k]!;
    return [k, imported, exported, buyFill, sellFill, ...[trade, residual, network].map(formatMoney)].map(
      String,
    );
  });
  const share = entry.share > 0n ? `, less ${formatMoney(entry.share)} of what a silent role forfeited` : '';
  const late = lateFee > 0n ? `\nlate fee ${formatMoney(lateFee)}: the bill came after its time` : '';
  return `${table([header, ...rows])}\nfixed per day ${formatMoney(entry.fixedPerDay)}${share}${late}`;
}

function totalsOf({ bill, refund, shortfall, lateFee }: Settled) {
  const { trade, network, fixed, cost } = bill;
  return { cost, trade, network, fixed, lateFee, refund: refund.value, shortfall };
}

function totalsText(settled: Settled): string {
  const { cost, refund, shortfall, lateFee } = totalsOf(settled);
  const late = lateFee > 0n ? { 'of it for coming late': formatMoney(lateFee) } : {};
  const owed = shortfall > 0n ? { 'invoiced by the DSO': formatMoney(shortfall) } : {};
  return lines({ bill: formatMoney(cost), ...late, refund: formatMoney(refund), ...owed });
}
