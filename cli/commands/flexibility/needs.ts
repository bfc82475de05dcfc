/** `veilgrid flex needs`, `show`, `report` and `publish`: what anybody may ask of needs. */
import { allItems } from '@veilgrid/client-sdk/client/submit';
import { publishNeed, voidAuction } from '@veilgrid/services';
import type { Command } from 'commander';
import { openClient } from '../../client.js';
import { type CommonOptions, clientCommand } from '../../options.js';
import { type Output, printed } from '../../terminal/output.js';
import { fetchNeedEntry, type NeedOptions, needNumber, withNeed } from './needOptions.js';
import { needLine, needText } from './needText.js';
import { showReport } from './report.js';

type Options = CommonOptions & NeedOptions;

export function needsCommand(): Command {
  return clientCommand('needs', 'all needs, with their phases').action((options: CommonOptions) =>
    printed(options, () => listNeeds(options)),
  );
}

async function listNeeds(options: CommonOptions): Promise<Output> {
  const { api } = await openClient(options);
  const needs = [];
  for (const needId of await allItems((query) => api.needs({ query }))) {
    needs.push(await api.need({ params: { needId } }));
  }
  return { json: { needs }, text: needs.map(needLine).join('\n') || 'No needs.' };
}

export function showCommand(): Command {
  return withNeed(clientCommand('show', 'what is asked for, at what prices, and how far it is')).action(
    (options: Options) =>
      printed(options, async () => {
        const entry = await fetchNeedEntry(await openClient(options), options);
        return { json: entry, text: needText(entry) };
      }),
  );
}

export function publishCommand(): Command {
  return withNeed(
    clientCommand('publish', "open a need's money once A and B have proven theirs (anybody)"),
  ).action((options: Options) =>
    printed(options, async () => {
      const client = await openClient(options);
      await publishNeed(client.api, client.genesis.profile, needNumber(client, options));
      return showReport(client, options);
    }),
  );
}

export function voidCommand(): Command {
  return withNeed(
    clientCommand('void', 'end a need whose key was not released, or which was not closed in time (anybody)'),
  ).action((options: Options) =>
    printed(options, async () => {
      const client = await openClient(options);
      await voidAuction(client.api, client.genesis.profile, needNumber(client, options));
      return { json: { void: true }, text: 'Void: every offer claims its deposit.' };
    }),
  );
}
