/** `veilgrid release-held` and `release-bond`: what the supplier gets back when the time of late bills is over. */
import type { Bodies } from '@veilgrid/protocol/kinds';
import { draftOf } from '@veilgrid/protocol/request';
import { Command } from 'commander';
import { openClient } from '../../client.js';
import { clientCommand } from '../../options.js';
import { rolesHere } from '../../organisations.js';
import { conclude, type OutOptions, withOut } from '../../requests.js';
import type { Closers } from '../../terminal/interrupt.js';
import { type Output, printed } from '../../terminal/output.js';
import { requestCommands } from '../core/request.js';
import { auctionNumber } from './auctionChoice.js';
import { type AuctionOptions, withAuction } from './auctionOptions.js';

type PostOptions = AuctionOptions & OutOptions;
type Release = 'releaseHeld' | 'releaseBond';

export function releaseHeldCommands(): Command {
  return releaseCommands(
    'release-held',
    'what no late bill took of a published set, under whose last auction it was published',
    'releaseHeld',
    (host) => ({ host }),
  );
}

export function releaseBondCommands(): Command {
  return releaseCommands(
    'release-bond',
    'what a waiting auction cannot need of its bond any more',
    'releaseBond',
    (auctionId) => ({ auctionId }),
  );
}

function releaseCommands<K extends Release>(
  name: string,
  about: string,
  kind: K,
  fields: (auctionId: bigint) => Omit<Bodies[K], 'sequence'>,
): Command {
  const release = new Command(name).description(about);
  const post = withOut(withAuction(clientCommand('post', 'take it back (supplier and statistician)'))).action(
    (options: PostOptions) =>
      printed(options, async (closers: Closers): Promise<Output> => {
        const client = await openClient(options);
        const body = fields(auctionNumber(client, options));
        const draft = await draftOf(client.api, kind, body, options.sequence);
        const roles = rolesHere(client, options, closers);
        return conclude(client, { draft, signatures: [] }, options, roles);
      }),
  );
  for (const command of [post, ...requestCommands(kind)]) release.addCommand(command);
  return release;
}
