/** `veilgrid point`: connection points, signed by owner, supplier, A and B. */
import { allItems } from '@veilgrid/client-sdk/client/submit';
import { draftOf } from '@veilgrid/protocol/request';
import { unevenWithout } from '@veilgrid/services';
import { Command } from 'commander';
import { openClient } from '../../client.js';
import { type CommonOptions, clientCommand, wholeNumber } from '../../options.js';
import { rolesHere } from '../../organisations.js';
import { conclude, type OutOptions, withOut } from '../../requests.js';
import { formatMoney } from '../../terminal/amounts.js';
import { type Output, printed } from '../../terminal/output.js';
import { changeCommand, enrolCommand } from './pointChange.js';
import { requestCommands } from './request.js';

interface RevokeOptions extends OutOptions {
  readonly position: number;
}

export function pointCommands(): Command {
  const point = new Command('point').description('connection points');
  const revoke = withOut(clientCommand('revoke', 'end a connection point (DSO and supplier)'))
    .requiredOption('--position <n>', 'of the point', wholeNumber(2 ** 24))
    .action((options: RevokeOptions) =>
      printed(options, async (closers) => {
        const client = await openClient(options);
        const draft = await draftOf(
          client.api,
          'revokePoint',
          { position: options.position },
          options.sequence,
        );
        const uneven = await unevenWithout(client.api, options.position);
        const roles = rolesHere(client, options, closers);
        const { json, text } = await conclude(client, { draft, signatures: [] }, options, roles);
        if (!uneven) return { json, text };
        const warning = `Without it a ${uneven.field} of ${uneven.cap} Wh stands above its group: no later day opens until that point changes.`;
        return { json: { ...Object(json), uneven }, text: `${text}\n${warning}` };
      }),
    );
  const list = clientCommand('list', 'all connection points').action((options: CommonOptions) =>
    printed(options, () => listPoints(options)),
  );
  for (const command of [
    enrolCommand(),
    changeCommand(),
    revoke,
    ...requestCommands('enrolPoint', 'changePoint', 'revokePoint'),
    list,
  ])
    point.addCommand(command);
  return point;
}

async function listPoints(options: CommonOptions): Promise<Output> {
  const { api } = await openClient(options);
  const points = await allItems((query) => api.points({ query }));
  const rows = points.map(
    ({ position, zone, tariffId, importCap, exportCap, dayLimit, revoked }) =>
      `${position}  zone ${zone}, tariff ${tariffId}, ${importCap} Wh in, ${exportCap} Wh out a period, ` +
      `limit ${formatMoney(dayLimit)}${revoked ? ', revoked' : ''}`,
  );
  return { json: { points }, text: rows.join('\n') || 'No connection points.' };
}
