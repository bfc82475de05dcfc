/** `veilgrid masksum`, `aggregate` and `invoices`: a day's sums, and who owes more than the deposit. */
import { publish } from '@veilgrid/services';
import { Command } from 'commander';
import { openClient } from '../../client.js';
import { type CommonOptions, clientCommand } from '../../options.js';
import { rolesHere } from '../../organisations.js';
import { formatMoney } from '../../terminal/amounts.js';
import { table } from '../../terminal/format.js';
import type { Closers } from '../../terminal/interrupt.js';
import { lines, type Output, printed } from '../../terminal/output.js';
import { NET_ALONE, shownLoad } from '../../terminal/shownLoad.js';
import { maskSumsOf } from '../core/maskSums.js';
import { auctionNumber, fetchEntry } from './auctionChoice.js';
import { type AuctionOptions, withAuction } from './auctionOptions.js';

type Options = CommonOptions & AuctionOptions;

export function maskSumCommand(): Command {
  return maskSumsOf(
    withAuction(
      clientCommand('masksum', "prove the sum of one half of a day's masks (A: DSO, B: statistician)"),
    ),
    async (client, options: Options) => {
      const entry = await fetchEntry(client, options);
      return { ...entry, id: entry.auctionId };
    },
  );
}

export function aggregateCommands(): Command {
  const aggregate = new Command('aggregate').description("a day's verified sums, of ten households or more");
  const add = (name: string, about: string, run: (options: Options) => Promise<Output>) =>
    aggregate.addCommand(
      withAuction(clientCommand(name, about)).action((options: Options) =>
        printed(options, () => run(options)),
      ),
    );
  add('publish', 'open the sums of a day once A and B have proven theirs (anybody)', async (options) => {
    const client = await openClient(options);
    await publish(client.api, client.genesis.profile, auctionNumber(client, options));
    return showAggregate(options);
  });
  add('show', 'load, export and money of a published day', showAggregate);
  return aggregate;
}

async function showAggregate(options: Options): Promise<Output> {
  const client = await openClient(options);
  const totals = await client.api.aggregate({ params: { auctionId: auctionNumber(client, options) } });
  const { members, counts, refund, network, shortfall, deposit } = totals;
  const shown = shownLoad(totals);
  const rows = shown.map(({ imported, exported, net }, k) =>
    [k, imported ?? '-', exported ?? '-', net].map(String),
  );
  const money = Object.entries({ refund, network, shortfall, deposit }).map(([k, v]) => [k, formatMoney(v)]);
  const netAlone = shown.some(({ imported }) => imported === undefined);
  return {
    json: totals,
    text: [
      lines({ households: members, active: counts.at(-1)!, ...Object.fromEntries(money) }),
      '',
      table([['period', 'import Wh', 'export Wh', 'net Wh'], ...rows]),
      ...(netAlone ? ['', `Net alone where ${NET_ALONE}.`] : []),
    ].join('\n'),
  };
}

export function invoicesCommand(): Command {
  return withAuction(
    clientCommand('invoices', 'what settled deposits did not cover, by connection point (DSO)'),
  ).action((options: Options) => printed(options, (closers) => listInvoices(options, closers)));
}

async function listInvoices(options: Options, closers: Closers): Promise<Output> {
  const client = await openClient(options);
  const { billing } = await rolesHere(client, options, closers)('dso');
  const invoices = await billing!.invoices(auctionNumber(client, options));
  const rows = invoices.map(({ position, amount }) => `position ${position}  ${formatMoney(amount)}`);
  return { json: { invoices }, text: rows.join('\n') || 'Every deposit sufficed.' };
}
