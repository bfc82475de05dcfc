/** `veilgrid flex release`, `clear`, `forget`, `call`, `masksum` and `release-deposits`: what organisations do of a need. */
import { ensure } from '@veilgrid/protocol/errors';
import { callsEnd, lastCall } from '@veilgrid/protocol/flexibility/calls';
import { draftOf } from '@veilgrid/protocol/request';
import type { BookChoice } from '@veilgrid/services';
import { Command } from 'commander';
import { openClient } from '../../client.js';
import { type CommonOptions, clientCommand } from '../../options.js';
import { rolesHere } from '../../organisations.js';
import { conclude, type OutOptions, withOut } from '../../requests.js';
import { formatTime } from '../../terminal/dates.js';
import type { Closers } from '../../terminal/interrupt.js';
import { type Output, printed } from '../../terminal/output.js';
import { maskSumsOf } from '../core/maskSums.js';
import { requestCommands } from '../core/request.js';
import { fetchNeedEntry, type NeedOptions, needNumber, periodsValue, withNeed } from './needOptions.js';
import { needText } from './needText.js';

type Options = CommonOptions & NeedOptions & BookChoice;
type CallOptions = CommonOptions & NeedOptions & { readonly periods: number[] };

export function bookCommands(): Command[] {
  const step = (name: string, about: string, run: (options: Options, closers: Closers) => Promise<Output>) =>
    withNeed(clientCommand(name, about)).action((options: Options) =>
      printed(options, (closers) => run(options, closers)),
    );
  const few = 'take a book of few offers: somebody looked at it';
  return [
    step('release', "release the regulator's half of the key after the gate (regulator)", release).option(
      '--few',
      few,
    ),
    step('clear', 'open and match the offers, and prove what trades (operator)', clear).option('--few', few),
    step('forget', "delete the operator's half of the key after the end of the book (operator)", forget),
  ];
}

async function release(options: Options, closers: Closers): Promise<Output> {
  const client = await openClient(options);
  const { needRegulator } = await rolesHere(client, options, closers)('regulator');
  const log = await needRegulator!.release(needNumber(client, options), options);
  const text =
    `Released ${log.orders} orders (fold ${log.fold}) at ${formatTime(log.clock)}, ` +
    `after a final block of ${formatTime(log.header)}: the operator can open them.`;
  return { json: { released: true, ...log }, text };
}

/** Goes on where it was. */
async function clear(options: Options, closers: Closers): Promise<Output> {
  const client = await openClient(options);
  const { needId, offers, clearBatch, result, phase } = await fetchNeedEntry(client, options);
  ensure(result === undefined, 'AUCTION_ALREADY_FINAL', { phase });
  const left = Math.ceil(offers / client.genesis.params.clearN) - clearBatch;
  const { needOperator } = await rolesHere(client, options, closers, Math.max(1, left) + 1)('operator');
  const cleared = await needOperator!.clear(needId, options);
  return { json: cleared, text: needText(await fetchNeedEntry(client, options)) };
}

async function forget(options: Options, closers: Closers): Promise<Output> {
  const client = await openClient(options);
  const { needOperator } = await rolesHere(client, options, closers)('operator');
  await needOperator!.forget(needNumber(client, options));
  return { json: { forgotten: true }, text: 'Deleted: nobody can open these offers any more.' };
}

export function callCommand(): Command {
  return withNeed(clientCommand('call', 'call half hours that trade: once, and for good (DSO)'))
    .requiredOption('--periods <numbers>', 'half hours counted from 0: 34-37,40', periodsValue)
    .action((options: CallOptions) => printed(options, (closers) => call(options, closers)));
}

async function call(options: CallOptions, closers: Closers): Promise<Output> {
  const client = await openClient(options);
  const { K } = client.genesis.params;
  const need = await fetchNeedEntry(client, options);
  const { buyer } = await rolesHere(client, options, closers)('dso');
  await buyer!.call(need.needId, options.periods);
  const { called } = await fetchNeedEntry(client, options);
  return {
    json: { needId: need.needId, periods: options.periods, called },
    text:
      `Called ${options.periods.map((k) => `${k} (until ${formatTime(lastCall(K, need, k))})`).join(', ')}; ` +
      `more can be called until ${formatTime(callsEnd(K, need))}.`,
  };
}

export function maskSumCommand(): Command {
  return maskSumsOf(
    withNeed(
      clientCommand('masksum', "prove the sum of one half of a need's masks (A: DSO, B: statistician)"),
    ),
    async (client, options: NeedOptions) => {
      const entry = await fetchNeedEntry(client, options);
      return { ...entry, id: entry.needId };
    },
  );
}

export function releaseDepositsCommands(): Command {
  const release = new Command('release-deposits').description(
    'what no late payment took of a published need',
  );
  const post = withOut(withNeed(clientCommand('post', 'take it back (DSO and statistician)'))).action(
    (options: NeedOptions & OutOptions) =>
      printed(options, async (closers) => {
        const client = await openClient(options);
        const fields = { needId: needNumber(client, options) };
        const draft = await draftOf(client.api, 'releaseDeposits', fields, options.sequence);
        return conclude(client, { draft, signatures: [] }, options, rolesHere(client, options, closers));
      }),
  );
  for (const command of [post, ...requestCommands('releaseDeposits')]) release.addCommand(command);
  return release;
}
