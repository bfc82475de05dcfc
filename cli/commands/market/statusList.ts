/** `veilgrid status-list`: the points whose day the DSO reads, each with its reading sealed to its owner. */
import { parseSignedDay } from '@veilgrid/client-sdk';
import { dateOf } from '@veilgrid/client-sdk/core/readings/index';
import { STATUS_DSO } from '@veilgrid/protocol/core/readings';
import { ensure } from '@veilgrid/protocol/errors';
import { draftOf } from '@veilgrid/protocol/request';
import type { ReadDay } from '@veilgrid/services';
import { Command } from 'commander';
import { type Client, openClient } from '../../client.js';
import { clientCommand } from '../../options.js';
import { type Roles, rolesHere } from '../../organisations.js';
import { conclude, type OutOptions, signAs, withOut } from '../../requests.js';
import { readJson } from '../../terminal/files.js';
import type { Closers } from '../../terminal/interrupt.js';
import { type Output, printed } from '../../terminal/output.js';
import { lookedAt, MANY, requestCommands } from '../core/request.js';
import { auctionNumber, fetchEntry } from './auctionChoice.js';
import { type AuctionOptions, withAuction } from './auctionOptions.js';

type PostOptions = AuctionOptions & OutOptions & { readonly readings: string[]; readonly many?: true };

export function statusListCommands(): Command {
  const list = new Command('status-list').description('points whose day the DSO reads');
  const about = 'post the next part of the list (DSO and statistician), before settlement or for late bills';
  const post = withOut(withAuction(clientCommand('post', about)))
    .requiredOption('--readings <files...>', 'days that the DSO signed: `meter sign --dso`')
    .option('--many', MANY)
    .action((options: PostOptions) => printed(options, (closers) => postList(options, closers)));
  for (const command of [post, ...requestCommands('statusList')]) list.addCommand(command);
  return list;
}

async function postList(options: PostOptions, closers: Closers): Promise<Output> {
  const client = await openClient(options);
  const roles = rolesHere(client, options, closers);
  const { billing, coSigner } = await roles('dso');
  const { day } = await fetchEntry(client, options);
  const days = await Promise.all(options.readings.map((file) => readDay(client, file, day)));
  const fields = await billing!.statusList(auctionNumber(client, options), days);
  const draft = await draftOf(client.api, 'statusList', fields, options.sequence);
  const request = await signAs(client.genesis, { draft, signatures: [] }, { coSigner });
  const signing: Roles = async (role) => (options.many ? lookedAt(await roles(role)) : roles(role));
  return conclude(client, request, options, signing);
}

async function readDay({ genesis }: Client, file: string, day: number): Promise<ReadDay> {
  const { position, signed, ...of } = parseSignedDay(genesis, await readJson(file, 'readings'));
  ensure(of.day === day, 'READING_INVALID', { field: 'day', day: dateOf(of.day), file });
  ensure(signed.status === STATUS_DSO, 'READING_INVALID', { field: 'status', file });
  return { position, signed };
}
