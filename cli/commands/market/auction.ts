/** `veilgrid auction`: a day's market from its opening to its prices. */
import { allItems } from '@veilgrid/client-sdk/client/submit';
import { dateOf } from '@veilgrid/client-sdk/core/readings/index';
import { ensure } from '@veilgrid/protocol/errors';
import { type BookChoice, voidAuction } from '@veilgrid/services';
import { Command } from 'commander';
import { openClient } from '../../client.js';
import { type CommonOptions, clientCommand } from '../../options.js';
import { rolesHere } from '../../organisations.js';
import { formatTime } from '../../terminal/dates.js';
import type { Closers } from '../../terminal/interrupt.js';
import { type Output, printed } from '../../terminal/output.js';
import { requestCommands } from '../core/request.js';
import { auctionNumber, fetchEntry } from './auctionChoice.js';
import { openCommand, shareCommand } from './auctionOpen.js';
import { type AuctionOptions, withAuction } from './auctionOptions.js';
import { auctionText } from './auctionText.js';

type Options = CommonOptions & AuctionOptions & BookChoice;

export function auctionCommands(): Command {
  const auction = new Command('auction').description("a day's market");
  const step = (name: string, about: string, run: (options: Options, closers: Closers) => Promise<Output>) =>
    withAuction(clientCommand(name, about)).action((options: Options) =>
      printed(options, (closers) => run(options, closers)),
    );
  const ofBook = (
    name: string,
    about: string,
    run: (options: Options, closers: Closers) => Promise<Output>,
  ) =>
    step(name, about, run).option(
      '--few',
      'take a book below ten orders, or below half of what the zone had on the days before: somebody looked at it',
    );
  const list = clientCommand('list', 'all auctions').action((options: CommonOptions) =>
    printed(options, () => listAuctions(options)),
  );
  for (const command of [
    shareCommand(),
    openCommand(),
    ...requestCommands('openAuction'),
    list,
    step('status', 'phase, times, prices and how far the auction is', status),
    ofBook('release', "release the regulator's half of the key after the gate (regulator)", release),
    ofBook(
      'clear',
      'open and match the orders, and prove it batch by batch (operator); goes on where it was',
      clear,
    ),
    ofBook('close', 'prove prices and margins (operator); clears first what is not cleared', close),
    step('void', 'end an auction whose key was not released, or which was not closed in time (anybody)', end),
    step('forget', "delete the operator's half of the key after publication (operator)", forget),
  ])
    auction.addCommand(command);
  return auction;
}

async function listAuctions(options: CommonOptions): Promise<Output> {
  const { api } = await openClient(options);
  const ids = await allItems((query) => api.auctions({ query }));
  const auctions = await Promise.all(ids.map((auctionId) => api.auction({ params: { auctionId } })));
  const rows = auctions.map(
    ({ auctionId, day, zone, tariffId, phase, orders, settlements }) =>
      `${dateOf(day)}  zone ${zone}, tariff ${tariffId}: ${phase}, ${orders} orders, ` +
      `${settlements} settlements  ${auctionId}`,
  );
  return { json: { auctions }, text: rows.join('\n') || 'No auctions.' };
}

async function status(options: Options): Promise<Output> {
  const entry = await fetchEntry(await openClient(options), options);
  return { json: entry, text: auctionText(entry) };
}

async function release(options: Options, closers: Closers): Promise<Output> {
  const client = await openClient(options);
  const { regulator } = await rolesHere(client, options, closers)('regulator');
  const log = await regulator!.release(auctionNumber(client, options), options);
  const text =
    `Released ${log.orders} orders (fold ${log.fold}) at ${formatTime(log.clock)}, ` +
    `after a final block of ${formatTime(log.header)}: the operator can open them.`;
  return { json: { released: true, ...log }, text };
}

async function clear(options: Options, closers: Closers): Promise<Output> {
  const client = await openClient(options);
  const { auctionId, orders, phase, result } = await fetchEntry(client, options);
  ensure(result === undefined, 'AUCTION_ALREADY_FINAL', { phase });
  const batches = batchesOf(orders, client.genesis.params.clearN);
  const { operator } = await rolesHere(client, options, closers, batches)('operator');
  await operator!.proveBatches(auctionId, options);
  return { json: { orders, batches }, text: `Cleared ${orders} orders in ${batches} proven batches.` };
}

async function close(options: Options, closers: Closers): Promise<Output> {
  const client = await openClient(options);
  const { auctionId, orders, clearBatch } = await fetchEntry(client, options);
  const left = batchesOf(orders, client.genesis.params.clearN) - clearBatch;
  const { operator } = await rolesHere(client, options, closers, left + 1)('operator');
  const result = await operator!.clear(auctionId, options);
  return { json: result, text: auctionText(await fetchEntry(client, options)) };
}

const batchesOf = (orders: number, N: number) => Math.max(1, Math.ceil(orders / N));

async function end(options: Options): Promise<Output> {
  const client = await openClient(options);
  await voidAuction(client.api, client.genesis.profile, auctionNumber(client, options));
  return { json: { void: true }, text: 'Void: every order settles without a fill.' };
}

async function forget(options: Options, closers: Closers): Promise<Output> {
  const client = await openClient(options);
  const { operator } = await rolesHere(client, options, closers)('operator');
  await operator!.forget(auctionNumber(client, options));
  return { json: { forgotten: true }, text: 'Deleted: nobody can open these orders any more.' };
}
