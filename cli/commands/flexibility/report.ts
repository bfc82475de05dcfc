/** `veilgrid flex report`: what a need came to, by half hour, or why that stays closed. */
import { needReport } from '@veilgrid/client-sdk';
import { hasBit } from '@veilgrid/protocol/core/bits';
import type { RouteResponse } from '@veilgrid/protocol/routes';
import type { Command } from 'commander';
import { type Client, openClient } from '../../client.js';
import { type CommonOptions, clientCommand } from '../../options.js';
import { formatMoney } from '../../terminal/amounts.js';
import { table } from '../../terminal/format.js';
import { lines, type Output, printed } from '../../terminal/output.js';
import { fetchNeedEntry, type NeedEntry, type NeedOptions, withNeed } from './needOptions.js';

type Options = CommonOptions & NeedOptions;
type ReportOptions = Options & { readonly openadr?: string };
type Sums = RouteResponse<'needSums'>;

export function reportCommand(): Command {
  return withNeed(
    clientCommand('report', 'the money of a published need, and what was delivered by half hour'),
  )
    .option('--openadr <client>', 'print an OpenADR 3 report instead, under the name of this client')
    .action((options: ReportOptions) =>
      printed(options.openadr === undefined ? options : { json: true }, async () => {
        const client = await openClient(options);
        return options.openadr === undefined
          ? showReport(client, options)
          : adrOutput(client, options, options.openadr);
      }),
    );
}

async function adrOutput(client: Client, options: Options, name: string): Promise<Output> {
  const entry = await fetchNeedEntry(client, options);
  const sums = await client.api.needSums({ params: { needId: entry.needId } });
  return { json: needReport(entry, sums, name), text: '' };
}

/** @throws ProtocolError NEED_UNKNOWN; NOT_FOUND before it is published */
export async function showReport(client: Client, options: NeedOptions): Promise<Output> {
  const entry = await fetchNeedEntry(client, options);
  const sums = await client.api.needSums({ params: { needId: entry.needId } });
  const { pay, deposit, charges, unproven, compensation } = sums;
  const money = Object.entries({ pay, deposit, charges, unproven, compensation });
  const closed = whyClosed(entry, sums);
  return {
    json: { ...sums, ...(closed && { closed }) },
    text: [
      lines({
        ...(sums.needs.length > 1 && { 'needs summed': sums.needs.length }),
        members: sums.members,
        ...Object.fromEntries(money.map(([name, value]) => [name, formatMoney(value)])),
        held: formatMoney(entry.held),
      }),
      '',
      periodsText(entry, sums),
      ...(closed ? ['', `What was delivered stays closed: ${closed}.`] : []),
    ].join('\n'),
  };
}

function periodsText({ result, counted, other }: NeedEntry, { delivered }: Sums): string {
  const rows = other.flatMap((_, k) => {
    const bought = result?.bought[k] ?? 0n;
    if (bought === 0n) return [];
    const called = hasBit(counted, k);
    const shown = called ? (delivered?.[k] ?? '-') : '-';
    return [[k, bought, called ? 'called' : 'not called', shown].map(String)];
  });
  if (rows.length === 0) return 'Nothing was bought.';
  return table([['period', 'accepted Wh', 'call', 'delivered Wh'], ...rows]);
}

/** Of a published need; undefined where it is open. */
function whyClosed({ counted, result }: NeedEntry, { delivered, needs }: Sums): string | undefined {
  if (delivered !== undefined) return undefined;
  if (result === undefined || result.traded === 0n) return 'nothing was bought';
  if (counted === 0n) return 'nothing counts as called';
  if (needs.length > 1) return 'it was too small alone, and its payments were opened with those of others';
  return 'fewer than ten others would hide whoever delivered, or A and B have not opened it yet';
}
