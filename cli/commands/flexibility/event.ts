/** `veilgrid flex event`: a call as an OpenADR 3 event, of the whole area. `flex watch --openadr` writes a household's own. */
import { needEvent } from '@veilgrid/client-sdk';
import { ensure } from '@veilgrid/protocol/errors';
import type { Command } from 'commander';
import { openClient } from '../../client.js';
import { type CommonOptions, clientCommand } from '../../options.js';
import { writeNew } from '../../terminal/files.js';
import { type Output, printed } from '../../terminal/output.js';
import { fetchNeedEntry, type NeedOptions, withNeed } from './needOptions.js';

type EventOptions = CommonOptions & NeedOptions & { readonly out?: string };

export function eventCommand(): Command {
  return withNeed(
    clientCommand('event', "a need's call as an OpenADR 3 event: what its area is to change, by half hour"),
  )
    .option('--out <file>', 'write it to a new file')
    .action((options: EventOptions) =>
      printed(options.out === undefined ? { json: true } : options, () => event(options)),
    );
}

async function event(options: EventOptions): Promise<Output> {
  const entry = await fetchNeedEntry(await openClient(options), options);
  ensure(entry.result !== undefined && entry.called !== 0n, 'NOT_CALLED', { field: 'needId' });
  const made = needEvent(entry, entry.result.bought);
  if (options.out === undefined) return { json: made, text: '' };
  await writeNew(options.out, 'out', `${JSON.stringify(made, null, 2)}\n`);
  return { json: { event: options.out }, text: `${options.out}: ${made.intervals.length} half hours.` };
}
