/** `veilgrid role`: an organisation makes its own keys, and tells the others what belongs in genesis. */
import { roleFolderPath, writeRoleKeys } from '@veilgrid/node/operator/index';
import { mulBase } from '@veilgrid/protocol/babyjub';
import type { AuthorityRole } from '@veilgrid/protocol/roles';
import { Command } from 'commander';
import { dataOption, roleValue } from '../options.js';
import { lines, type Output, printed } from '../output.js';
import { ed25519Pair, randomScalar } from '../parties.js';

interface RoleNewOptions {
  readonly role: AuthorityRole;
  readonly data: string;
  readonly json?: true;
}

export function roleCommand(): Command {
  const role = new Command('role').description('keys of an organisation');
  role
    .command('new')
    .description("make a role's folder with its keys, and print what others put into genesis")
    .requiredOption('--role <role>', 'dso, supplier, operator, regulator, statistician or issuer', roleValue)
    .addOption(dataOption())
    .option('--json', 'print one JSON object')
    .action((options: RoleNewOptions) => printed(options, () => newRole(options)));
  return role;
}

async function newRole({ role, data }: RoleNewOptions): Promise<Output> {
  const { secret, publicKey } = ed25519Pair();
  const dataSecret = role === 'dso' ? randomScalar() : undefined;
  const folder = roleFolderPath(data, role);
  await writeRoleKeys(folder, { signKey: secret, ...(dataSecret !== undefined && { dataSecret }) });
  const dataKey = dataSecret === undefined ? undefined : mulBase(dataSecret);
  const json = {
    role,
    folder,
    publicKey: publicKey.toString('hex'),
    ...(dataKey && { dsoDataKey: dataKey }),
  };
  const rows = {
    folder,
    publicKey: json.publicKey,
    ...(dataKey && { 'dsoDataKey x': dataKey.x, y: dataKey.y }),
  };
  return { json, text: lines(rows) };
}
