/** `veilgrid masksum`, `forget-keys`, `aggregate` and `invoices`: a day's sums, and who owes more than the deposit. */
import { AGGREGATOR_ROLE, type Aggregator } from '@veilgrid/protocol/roles';
import { publish } from '@veilgrid/services';
import { Command, InvalidArgumentError } from 'commander';
import { openClient } from '../../client.js';
import { type CommonOptions, clientCommand } from '../../options.js';
import { rolesHere } from '../../organisations.js';
import { formatMoney } from '../../terminal/amounts.js';
import { table } from '../../terminal/format.js';
import type { Closers } from '../../terminal/interrupt.js';
import { lines, type Output, printed } from '../../terminal/output.js';
import { NET_ALONE, shownLoad } from '../../terminal/shownLoad.js';
import { auctionNumber, fetchEntry } from './auctionChoice.js';
import { type AuctionOptions, withAuction } from './auctionOptions.js';

type Options = CommonOptions & AuctionOptions;
type MaskSumOptions = Options & {
  readonly role: Aggregator;
  readonly few?: boolean;
  readonly restored?: boolean;
  readonly confirmedBy?: Aggregator;
};

type ForgetOptions = CommonOptions & { readonly role: Aggregator };

export function maskSumCommand(): Command {
  return withAuction(
    clientCommand('masksum', "prove the sum of one half of a day's masks (A: DSO, B: statistician)"),
  )
    .requiredOption('--role <A|B>', 'which half', aggregatorValue)
    .option('--few', 'a person has looked: fewer than half of the orders settled, and nobody was shut out')
    .option('--restored', 'a person says: this folder is an old copy, and does not know what it signed since')
    .option(
      '--confirmed-by <A|B>',
      "after a restore: sign what the other half's signature on the chain confirms",
      aggregatorValue,
    )
    .action((options: MaskSumOptions) => printed(options, (closers) => sumMasks(options, closers)));
}

async function sumMasks(options: MaskSumOptions, closers: Closers): Promise<Output> {
  const client = await openClient(options);
  const { auctionId, settlements, maskSums } = await fetchEntry(client, options);
  const batches = Math.ceil(settlements / client.genesis.params.maskN) - maskSums[options.role].batch;
  const roles = rolesHere(client, options, closers, Math.max(1, batches));
  const { maskSummer } = await roles(AGGREGATOR_ROLE[options.role]);
  const { few, restored, confirmedBy } = options;
  const state = await maskSummer!.sumMasks(auctionId, { few, restored, confirmedBy });
  const forgotten = await maskSummer!.forgetKeys();
  const over = `of ${options.role} over ${settlements} settlements`;
  const said =
    state === 'opened'
      ? `The sum ${over} is proven and open.`
      : `The count ${over} is open; the rest follows once the other half's is, and those of earlier days.`;
  return {
    json: { role: options.role, settlements, state, forgotten },
    text: forgotten > 0 ? `${said}\n${keysGone(options.role, forgotten)}` : said,
  };
}

const keysGone = (role: Aggregator, count: number) =>
  `Keys of ${role} that nothing needs any more: ${count} deleted.`;

/** By itself `masksum` does so for each day; this is for whoever has no day to sum. */
export function forgetKeysCommand(): Command {
  return clientCommand('forget-keys', 'delete keys of former points that nothing needs any more (A: DSO, B)')
    .requiredOption('--role <A|B>', 'which half', aggregatorValue)
    .action((options: ForgetOptions) =>
      printed(options, async (closers) => {
        const client = await openClient(options);
        const { maskSummer } = await rolesHere(client, options, closers)(AGGREGATOR_ROLE[options.role]);
        const forgotten = await maskSummer!.forgetKeys();
        return { json: { role: options.role, forgotten }, text: keysGone(options.role, forgotten) };
      }),
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

function aggregatorValue(text: string): Aggregator {
  if (text !== 'A' && text !== 'B') throw new InvalidArgumentError('A or B is needed.');
  return text;
}
