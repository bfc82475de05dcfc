/** `veilgrid flex watch`: a gateway that nobody watches. It hears calls, and claims or delivers when the time comes. */
import { join } from 'node:path';
import { events, type NeedStatement, needEvent } from '@veilgrid/client-sdk';
import { createFile } from '@veilgrid/client-sdk/files';
import { hasBit } from '@veilgrid/protocol/core/bits';
import { ensure, hasCode, type ProtocolError } from '@veilgrid/protocol/errors';
import { toJson } from '@veilgrid/protocol/routes';
import type { Command } from 'commander';
import { type WalletOptions, walletCommand } from '../../options.js';
import { formatMoney } from '../../terminal/amounts.js';
import { formatDay } from '../../terminal/dates.js';
import { CheckFailed, describe } from '../../terminal/exit.js';
import { type Closers, interruptible } from '../../terminal/interrupt.js';
import { openWallet } from '../../wallets.js';
import { Gateway, type GatewayReports } from './gateway.js';
import { paymentJson } from './settle.js';

interface WatchOptions extends WalletOptions {
  readonly openadr?: string;
  readonly once?: true;
}

export function watchCommand(): Command {
  return walletCommand('watch', 'claim or deliver by itself what the wallet offered; Ctrl-C loses nothing')
    .option('--openadr <dir>', 'write what was accepted of each call as an OpenADR 3 event into this folder')
    .option('--once', 'do what is due now and end, instead of waiting for blocks')
    .action((options: WatchOptions) => interruptible((closers, signal) => watch(options, closers, signal)));
}

/** Without `--once` it ends by Ctrl-C alone, or where the node refuses to answer at all. */
async function watch(options: WatchOptions, closers: Closers, signal: AbortSignal): Promise<void> {
  const { wallet, ctx } = await openWallet(options, closers);
  // Read first: what happens while all needs are looked at is heard again.
  const { height, time } = await ctx.api.status({});
  const gateway = new Gateway(wallet.flexibility, reportsOf(options));
  await gateway.begin(time);
  if (options.once) {
    if (gateway.failed) throw new CheckFailed('Not everything could be done.');
    return;
  }
  for await (const event of events(options.url, { signal, from: Number(height) + 1 })) {
    await gateway.hear(event);
  }
}

function reportsOf({ json, openadr }: WatchOptions): GatewayReports {
  const say = (line: Record<string, unknown>, text: string) =>
    process.stdout.write(json ? `${toJson(line)}\n` : `${text}\n`);
  return {
    async called(statement) {
      const { entry, offers } = statement;
      for (const { offer, accepted = [] } of offers) {
        const { position } = offer.point;
        const periods = accepted.flatMap((wh, period) =>
          hasBit(entry.called, period) && wh > 0n ? [{ period, up: hasBit(entry.up, period), wh }] : [],
        );
        const file =
          openadr && periods.length > 0 ? await writeEvent(openadr, statement, position) : undefined;
        const { needId, day } = entry;
        const list = periods.map(({ period, up, wh }) => `${period}: ${wh} Wh ${up ? 'more' : 'less'}`);
        say(
          { event: 'called', needId, position, day: formatDay(day), periods, ...(file && { file }) },
          `${formatDay(day)}, position ${position}, called: ${list.join(', ') || 'nothing of it'}`,
        );
      }
    },
    paid(payment) {
      const line = paymentJson(payment);
      const { needId, position, paid, earned } = line;
      say(
        { event: 'paid', ...line },
        `Need ${needId}, position ${position}: paid ${formatMoney(paid)}, earned ${formatMoney(earned)}`,
      );
    },
    failed(needId, position, error: ProtocolError, final) {
      const next = final ? 'not tried again' : 'tried again later';
      const of = position === undefined ? '' : `, position ${position}`;
      process.stderr.write(`Need ${needId}${of}: ${describe(error)} (${next})\n`);
      if (!json) return;
      const { code, data } = error;
      process.stdout.write(`${toJson({ event: 'failed', needId, position, code, ...data, final })}\n`);
    },
  };
}

/** One file for each call and position; the same call again is the same file. */
async function writeEvent(dir: string, statement: NeedStatement, position: number): Promise<string> {
  const { entry, offers } = statement;
  const { accepted } = offers.find(({ offer }) => offer.point.position === position)!;
  const name = `need-${entry.needId}-${position}-${entry.called.toString(16)}.json`;
  const file = join(dir, name);
  const target = { type: 'RESOURCE_NAME', values: [`position-${position}`] };
  const event = needEvent(entry, accepted!, target);
  try {
    await createFile(file, `${JSON.stringify(event, null, 2)}\n`);
  } catch (error) {
    ensure(!hasCode(error, 'ENOENT'), 'NOT_FOUND', { field: 'openadr', dir });
    throw error;
  }
  return file;
}
