/** `veilgrid flex offer` and `baseline`: what a household offers, and what it would be measured against. */
import { type NeedEntry, type OfferCell, offerCell, parseOffer, type Wallet } from '@veilgrid/client-sdk';
import { readFileBounded } from '@veilgrid/client-sdk/core/readings/index';
import { hasBit } from '@veilgrid/protocol/core/bits';
import { levelPrice } from '@veilgrid/protocol/flexibility/prices';
import { MAX_QTY, type Params } from '@veilgrid/protocol/params';
import type { Command } from 'commander';
import { priceValue, type WalletOptions, walletCommand, wholeNumber } from '../../options.js';
import { formatMoney } from '../../terminal/amounts.js';
import { formatDay } from '../../terminal/dates.js';
import { table } from '../../terminal/format.js';
import type { Closers } from '../../terminal/interrupt.js';
import { type Output, printed } from '../../terminal/output.js';
import { openMoney, openWallet } from '../../wallets.js';
import { mergeWatch, type WaitOptions, withWait } from '../core/mergeWatch.js';
import { type NeedOptions, needNumber, periodsValue, withNeedPosition } from './needOptions.js';

type BaselineOptions = WalletOptions & NeedOptions & { readonly position?: number };

interface OfferOptions extends BaselineOptions, WaitOptions {
  readonly csv?: string;
  readonly periods?: number[];
  readonly price?: number;
  readonly qty?: number;
  readonly advise?: number;
}

const qty = wholeNumber(MAX_QTY);

export function offerCommand(): Command {
  return withWait(
    withNeedPosition(
      walletCommand('offer', 'seal and prove an offer; nobody reads it before the gate has closed'),
    ),
  )
    .option('--csv <file>', 'period,price,qty_wh')
    .option(
      '--periods <numbers>',
      'half hours counted from 0: 34-37,40 (default: all of the need)',
      periodsValue,
    )
    .option('--price <price>', 'the least to take, 0.01 currency/MWh', priceValue)
    .option('--qty <wh>', 'what is offered in each of them', qty)
    .option('--advise <wh>', 'offer two thirds of what one can do, as days differ', qty)
    .hook('preAction', checkSource)
    .action((options: OfferOptions) => printed(options, (closers) => offer(options, closers)));
}

function checkSource(called: Command): void {
  const { csv, periods, price, qty: wh, advise } = called.opts<OfferOptions>();
  if ([csv, wh, advise].filter((source) => source !== undefined).length !== 1) {
    called.error('error: give one of --csv, --qty and --advise');
  }
  if (csv !== undefined ? periods !== undefined || price !== undefined : price === undefined) {
    called.error('error: --qty and --advise need --price; --csv has prices and half hours of its own');
  }
}

async function offer(options: OfferOptions, closers: Closers): Promise<Output> {
  const { wallet, ctx } = await openMoney(options, closers);
  const entry = await wallet.flexibility.need(needNumber(ctx, options));
  const cells = await cellsOf(wallet, ctx.genesis.params, entry, options);
  const placed = await wallet.flexibility.offer(entry.needId, cells, {
    ...(options.position !== undefined && { position: options.position }),
    ...mergeWatch(ctx, options, closers),
  });
  const { position, deposit } = placed;
  const periods = cellsJson(entry, placed.cells);
  return {
    json: { needId: entry.needId, position, deposit, periods },
    text: [
      `Position ${position}, ${formatDay(entry.day)}, deposit ${formatMoney(deposit)}`,
      periodsText(periods),
    ].join('\n'),
  };
}

async function cellsOf(
  { flexibility }: Wallet,
  params: Params,
  entry: NeedEntry,
  { csv, periods, price, qty: wh, advise }: OfferOptions,
): Promise<OfferCell[]> {
  if (csv !== undefined) return parseOffer(csv, await readFileBounded(csv), params, entry);
  const cell = offerCell(entry, price!, wh ?? flexibility.advise(entry, advise!));
  const wanted = (k: number) => (periods === undefined ? hasBit(entry.window, k) : periods.includes(k));
  return Array.from({ length: params.K }, (_, k) => (wanted(k) ? cell : { level: 0, qty: 0 }));
}

/** Of an own offer, for whoever reads it. */
export function cellsJson(entry: NeedEntry, cells: readonly OfferCell[]) {
  return cells.flatMap((cell, period) =>
    cell.qty === 0
      ? []
      : [{ period, price: levelPrice(entry, cell.level), qty: cell.qty, up: hasBit(entry.up, period) }],
  );
}

function periodsText(periods: ReturnType<typeof cellsJson>): string {
  const rows = periods.map(({ period, up, price, qty: wh }) =>
    [period, up ? 'up' : 'down', price, wh].map(String),
  );
  return rows.length > 0 ? table([['period', 'turn', 'at least', 'Wh'], ...rows]) : 'Nothing is offered.';
}

export function baselineCommand(): Command {
  return withNeedPosition(
    walletCommand('baseline', 'what one would be measured against, by the own readings of the listed days'),
  ).action((options: BaselineOptions) => printed(options, (closers) => baseline(options, closers)));
}

async function baseline(options: BaselineOptions, closers: Closers): Promise<Output> {
  const { wallet, ctx } = await openWallet(options, closers);
  const needId = needNumber(ctx, options);
  const choice = options.position === undefined ? {} : { position: options.position };
  const { days, missing, mean } = await wallet.flexibility.baseline(needId, choice);
  const listed = days.map(formatDay);
  const absent = missing.map(formatDay);
  const rows = (mean ?? []).map(({ imported, exported }, k) => [k, imported, exported].map(String));
  return {
    json: { days: listed, missing: absent, ...(mean && { mean }) },
    text: [
      `Mean of ${listed.join(', ')}, before it is compared with other zones`,
      mean
        ? table([['period', 'import Wh', 'export Wh'], ...rows])
        : `No reading of ${absent.join(', ')}: nothing can be proven, so nothing should be offered.`,
    ].join('\n'),
  };
}
