/** `veilgrid status-list`: the points of a day that must settle by the DSO's reading. */
import { draftOf } from '@veilgrid/protocol/request';
import { Command, InvalidArgumentError } from 'commander';
import { openClient } from '../../client.js';
import { clientCommand, wholeNumber } from '../../options.js';
import { rolesHere } from '../../organisations.js';
import { conclude, type OutOptions, signAs, withOut } from '../../requests.js';
import type { Closers } from '../../terminal/interrupt.js';
import { type Output, printed } from '../../terminal/output.js';
import { requestCommands } from '../core/request.js';
import { auctionNumber } from './auctionChoice.js';
import { type AuctionOptions, withAuction } from './auctionOptions.js';

type PostOptions = AuctionOptions & OutOptions & { readonly positions: number[] };

export function statusListCommands(): Command {
  const list = new Command('status-list').description("points that settle by the DSO's reading of a day");
  const post = withOut(
    withAuction(clientCommand('post', 'post the list, once, before settlement opens (DSO and supplier)')),
  )
    .requiredOption('--positions <list>', 'points whose meter failed or was replaced: 3,17', positionsValue)
    .action((options: PostOptions) => printed(options, (closers) => postList(options, closers)));
  for (const command of [post, ...requestCommands('statusList')]) list.addCommand(command);
  return list;
}

async function postList(options: PostOptions, closers: Closers): Promise<Output> {
  const client = await openClient(options);
  const roles = rolesHere(client, options, closers);
  const { billing, coSigner } = await roles('dso');
  const fields = await billing!.statusList(auctionNumber(client, options), options.positions);
  const draft = await draftOf(client.api, 'statusList', fields, options.sequence);
  const request = await signAs(client.genesis, { draft, signatures: [] }, { coSigner });
  return conclude(client, request, options, roles);
}

function positionsValue(text: string): number[] {
  const positions = text.split(',').map(wholeNumber(2 ** 24));
  if (new Set(positions).size !== positions.length)
    throw new InvalidArgumentError('A position stands twice.');
  return positions;
}
