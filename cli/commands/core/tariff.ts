/** `veilgrid tariff`: the prices of a day. */
import { parseTariff } from '@veilgrid/client-sdk';
import { dateOf, readFileBounded } from '@veilgrid/client-sdk/core/readings/index';
import { Command } from 'commander';
import { openClient } from '../../client.js';
import {
  type CommonOptions,
  clientCommand,
  dayValue,
  MAX_U32,
  moneyOption,
  wholeNumber,
} from '../../options.js';
import { rolesHere } from '../../organisations.js';
import { formatMoney } from '../../terminal/amounts.js';
import { table } from '../../terminal/format.js';
import type { Closers } from '../../terminal/interrupt.js';
import { type Output, printed } from '../../terminal/output.js';
import { warningOf } from '../../terminal/spreadWarning.js';

interface ShowOptions extends CommonOptions {
  readonly tariff: number;
  readonly day: number;
}

interface PublishOptions extends ShowOptions {
  readonly csv: string;
  readonly fixedPerDay: bigint;
}

export function tariffCommands(): Command {
  const tariff = new Command('tariff').description('prices of supplier and network, by day');
  const add = (name: string, about: string) => {
    const command = clientCommand(name, about)
      .requiredOption('--day <date>', 'YYYY-MM-DD', dayValue)
      .option('--tariff <n>', 'number of the tariff', wholeNumber(MAX_U32), 1);
    tariff.addCommand(command);
    return command;
  };
  add('publish', "publish a day's prices; they never change (DSO)")
    .requiredOption('--csv <file>', 'period,import_price,export_price,network,discount')
    .addOption(moneyOption('--fixed-per-day <amount>', "the supplier's fixed charge", 0n))
    .action((options: PublishOptions) => printed(options, (closers) => publish(options, closers)));
  add('show', "a day's published prices, in 0.01 currency/MWh").action((options: ShowOptions) =>
    printed(options, () => show(options)),
  );
  return tariff;
}

async function publish(options: PublishOptions, closers: Closers): Promise<Output> {
  const { csv, tariff: tariffId, day, fixedPerDay } = options;
  const client = await openClient(options);
  const prices = parseTariff(csv, await readFileBounded(csv), client.genesis.params);
  const { tariffs } = await rolesHere(client, options, closers)('dso');
  await tariffs!.publish({ tariffId, day, fixedPerDay, ...prices });
  return show(options);
}

async function show(options: ShowOptions): Promise<Output> {
  const { api } = await openClient(options);
  const entry = await api.tariff({ params: { tariffId: options.tariff, day: options.day } });
  const { importPrice, exportPrice, network, discount, fixedPerDay } = entry;
  const rows = importPrice.map((price, k) =>
    [k, price, exportPrice[k]!, network[k]!, discount[k]!].map(String),
  );
  return {
    json: entry,
    text: [
      `Tariff ${entry.tariffId}, ${dateOf(entry.day)}, fixed per day ${formatMoney(fixedPerDay)}`,
      table([['period', 'import', 'export', 'network', 'discount'], ...rows]),
      ...warningOf(entry),
    ].join('\n'),
  };
}
