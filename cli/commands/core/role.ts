/** `veilgrid role`: an organisation makes its own keys, and tells the others what belongs in genesis. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { mulBase } from '@veilgrid/protocol/core/crypto/babyjub';
import type { AuthorityRole } from '@veilgrid/protocol/roles';
import { roleFolderPath, writeRoleKeys } from '@veilgrid/services';
import { ed25519Pair, randomScalar, x25519Pair } from '@veilgrid/services/development';
import { Command, Option } from 'commander';
import { AUTHORITIES, dataOption } from '../../options.js';
import { writeNew } from '../../terminal/files.js';
import { lines, type Output, printed } from '../../terminal/output.js';

interface RoleNewOptions {
  readonly role: AuthorityRole | 'validator';
  readonly data: string;
  readonly json?: true;
}

export function roleCommand(): Command {
  const role = new Command('role').description('keys of an organisation');
  role
    .command('new')
    .description("make a role's folder with its keys, and print what others put into genesis")
    .addOption(
      new Option('--role <role>', 'whose').choices([...AUTHORITIES, 'validator']).makeOptionMandatory(),
    )
    .addOption(dataOption())
    .option('--json', 'print one JSON object')
    .action((options: RoleNewOptions) => printed(options, () => newRole(options)));
  return role;
}

async function newRole({ role, data }: RoleNewOptions): Promise<Output> {
  const { secret, publicKey } = ed25519Pair();
  if (role === 'validator') {
    const file = join(data, 'validator.key');
    await mkdir(data, { recursive: true, mode: 0o700 });
    await writeNew(file, 'data', `${secret.toString('hex')}\n`);
    const rows = { folder: data, validatorKey: publicKey.toString('hex') };
    return { json: { role, ...rows }, text: lines(rows) };
  }
  const dataSecret = role === 'dso' ? randomScalar() : undefined;
  const folder = roleFolderPath(data, role);
  const enc = x25519Pair();
  await writeRoleKeys(folder, {
    signKey: secret,
    encKey: enc.secret,
    ...(dataSecret !== undefined && { dataSecret }),
  });
  const dataKey = dataSecret === undefined ? undefined : mulBase(dataSecret);
  const json = {
    role,
    folder,
    publicKey: publicKey.toString('hex'),
    encPk: enc.publicKey.toString('hex'),
    ...(dataKey && { dsoDataKey: dataKey }),
  };
  const rows = {
    folder,
    publicKey: json.publicKey,
    encPk: json.encPk,
    ...(dataKey && { 'dsoDataKey x': dataKey.x, y: dataKey.y }),
  };
  return { json, text: lines(rows) };
}
