/** `veilgrid strike`: listed points whose sealed reading is no use to them may settle by either reading. */
import { draftOf } from '@veilgrid/protocol/request';
import { Command } from 'commander';
import { openClient } from '../../client.js';
import { clientCommand } from '../../options.js';
import { rolesHere } from '../../organisations.js';
import { conclude, type OutOptions, signAs, withOut } from '../../requests.js';
import type { Closers } from '../../terminal/interrupt.js';
import { type Output, printed } from '../../terminal/output.js';
import { requestCommands } from '../core/request.js';
import { auctionNumber } from './auctionChoice.js';
import { type AuctionOptions, withAuction } from './auctionOptions.js';
import { readComplaint } from './complaints.js';

type PostOptions = AuctionOptions & OutOptions & { readonly complaint: string[] };

export function strikeCommands(): Command {
  const strike = new Command('strike').description('sealed readings that are no use to their owners');
  const about = 'strike points from a status list by what their owners show (regulator and statistician)';
  const post = withOut(withAuction(clientCommand('post', about)))
    .requiredOption('--complaint <files...>', 'what `settle --complaint` wrote')
    .action((options: PostOptions) => printed(options, (closers) => postStrike(options, closers)));
  for (const command of [post, ...requestCommands('strikeStatus')]) strike.addCommand(command);
  return strike;
}

async function postStrike(options: PostOptions, closers: Closers): Promise<Output> {
  const client = await openClient(options);
  const roles = rolesHere(client, options, closers);
  const { strikes, coSigner } = await roles('regulator');
  const auctionId = auctionNumber(client, options);
  const complaints = await Promise.all(options.complaint.map((file) => readComplaint(file, auctionId)));
  const fields = await strikes!.strikeStatus(auctionId, complaints);
  const draft = await draftOf(client.api, 'strikeStatus', fields, options.sequence);
  const request = await signAs(client.genesis, { draft, signatures: [] }, { coSigner });
  return conclude(client, request, options, roles);
}
