/** `veilgrid order`: a household's sealed order for a day. */
import {
  type AuctionEntry,
  dayStatement,
  forecastCells,
  nullCells,
  type OwnOrder,
  parseOrders,
  type WalletContext,
} from '@veilgrid/client-sdk';
import { dateOf, readFileBounded } from '@veilgrid/client-sdk/core/readings/index';
import { BUY, type Cell } from '@veilgrid/protocol/core/books/cells';
import { fail } from '@veilgrid/protocol/errors';
import { Command } from 'commander';
import { priceValue, type WalletOptions, walletCommand } from '../../options.js';
import { formatMoney } from '../../terminal/amounts.js';
import { table } from '../../terminal/format.js';
import type { Closers } from '../../terminal/interrupt.js';
import { type Output, printed } from '../../terminal/output.js';
import { warningOf } from '../../terminal/spreadWarning.js';
import { openMoney, openWallet } from '../../wallets.js';
import { mergeWatch, type WaitOptions, withWait } from '../core/mergeWatch.js';
import { meterReadings } from '../core/meterReadings.js';
import { auctionNumber } from './auctionChoice.js';
import { type AuctionOptions, withPosition } from './auctionOptions.js';

type ShowOptions = WalletOptions & AuctionOptions & { readonly position?: number };

interface SubmitOptions extends ShowOptions, WaitOptions {
  readonly csv?: string;
  readonly forecast?: string;
  readonly meterId?: string;
  readonly buyLimit?: number;
  readonly sellLimit?: number;
  readonly idle?: true;
}

export function orderCommands(): Command {
  const order = new Command('order').description('sealed orders of a household');
  order.addCommand(
    withWait(
      withPosition(
        walletCommand('submit', 'seal and prove an order; nobody reads it before trading has closed'),
      ),
    )
      .option('--csv <file>', 'period,side,limit_price,qty_wh')
      .option(
        '--forecast <file>',
        'meter_id,timestamp,import_wh,export_wh: buys what is short, sells what is left',
      )
      .option('--meter-id <id>', 'which meter of the forecast (default: the only one)')
      .option('--buy-limit <price>', 'most to pay, with --forecast', priceValue)
      .option('--sell-limit <price>', 'least to take, with --forecast', priceValue)
      .option('--idle', 'a day without trading, which nobody can tell from one with')
      .hook('preAction', (called) => checkSource(called))
      .action((options: SubmitOptions) => printed(options, (closers) => submit(options, closers))),
  );
  order.addCommand(
    withPosition(walletCommand('show', 'the own order of a day, opened by the own keys')).action(
      (options: ShowOptions) => printed(options, (closers) => show(options, closers)),
    ),
  );
  return order;
}

function checkSource(called: Command): void {
  const { csv, forecast, idle, buyLimit, sellLimit } = called.opts<SubmitOptions>();
  if ([csv, forecast, idle].filter((source) => source !== undefined).length !== 1) {
    called.error('error: give one of --csv, --forecast and --idle');
  }
  if (forecast !== undefined && (buyLimit === undefined || sellLimit === undefined)) {
    called.error('error: --forecast needs --buy-limit and --sell-limit');
  }
}

async function submit(options: SubmitOptions, closers: Closers): Promise<Output> {
  const { wallet, ctx } = await openMoney(options, closers);
  const entry = await wallet.market.auction(auctionNumber(ctx, options));
  const cells = await cellsOf(ctx, entry, options);
  const choice = {
    ...(options.position !== undefined && { position: options.position }),
    ...mergeWatch(ctx, options, closers),
  };
  const { json, text } = orderOutput(entry, await wallet.market.order(entry.auctionId, cells, choice));
  return { json, text: [text, ...warningOf(entry)].join('\n') };
}

async function cellsOf(
  { genesis }: WalletContext,
  entry: AuctionEntry,
  options: SubmitOptions,
): Promise<Cell[]> {
  const { csv, forecast, buyLimit, sellLimit } = options;
  if (csv !== undefined) return parseOrders(csv, await readFileBounded(csv), genesis.params, entry);
  if (forecast === undefined) return nullCells(genesis.params.K);
  const readings = await meterReadings(forecast, genesis.params, entry.day, options.meterId);
  return forecastCells(readings, { buyLimit: buyLimit!, sellLimit: sellLimit! }, entry);
}

async function show(options: ShowOptions, closers: Closers): Promise<Output> {
  const { ctx } = await openWallet(options, closers);
  const { entry, order } = await dayStatement(ctx, auctionNumber(ctx, options), options.position);
  if (!order) throw fail('ORDER_NOT_FOUND', { field: 'auction' });
  return orderOutput(entry, order);
}

function orderOutput(
  { day, floor, tick }: AuctionEntry,
  { auctionId, point, deposit, cells }: OwnOrder,
): Output {
  const periods = cells.map(({ side, level, qty }, period) => ({
    period,
    side: side === BUY ? 'buy' : 'sell',
    limitPrice: floor + tick * level,
    qty,
  }));
  const rows = periods
    .filter(({ qty }) => qty > 0)
    .map(({ period, side, limitPrice, qty }) => [period, side, limitPrice, qty].map(String));
  return {
    json: { auctionId, position: point.position, day: dateOf(day), deposit, periods },
    text: [
      `Position ${point.position}, ${dateOf(day)}, deposit ${formatMoney(deposit)}`,
      rows.length > 0 ? table([['period', 'side', 'limit price', 'Wh'], ...rows]) : 'No trade wanted.',
    ].join('\n'),
  };
}
