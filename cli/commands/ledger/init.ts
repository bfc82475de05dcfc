/** `veilgrid init`: a chain's genesis, checked, and the keys of whoever lives on this machine. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ConsensusJson, MAX_BLOCK_INTERVAL } from '@veilgrid/protocol/core/consensus';
import { genesisHashHex, parseGenesis } from '@veilgrid/protocol/core/genesis';
import { ensure } from '@veilgrid/protocol/errors';
import type { AuthorityRole } from '@veilgrid/protocol/roles';
import { roleFolderPath, writeRoleKeys } from '@veilgrid/services';
import { DEFAULT_TERMS, type DevelopmentChain, developmentChain } from '@veilgrid/services/development';
import { Command, InvalidArgumentError, Option } from 'commander';
import { AUTHORITIES, dataOption, moneyOption, timeValue, wholeNumber } from '../../options.js';
import { formatTime } from '../../terminal/dates.js';
import { readJson, writeNew } from '../../terminal/files.js';
import { lines, type Output, printed } from '../../terminal/output.js';

interface InitOptions {
  readonly data: string;
  readonly name: string;
  readonly small?: true;
  readonly time?: number;
  readonly clock: ConsensusJson['clock'];
  readonly blockInterval: number;
  readonly transferFee: bigint;
  readonly roleBond: bigint;
  readonly lateFee: bigint;
  readonly organisation: Partial<Record<AuthorityRole, string>>;
  readonly genesis?: string;
  readonly json?: true;
}

export function initCommand(): Command {
  return new Command('init')
    .description('make a chain with the keys of all roles, or take in a genesis that was agreed on')
    .addOption(dataOption())
    .option('--genesis <file>', 'take in this genesis, checked; no keys are made')
    .option('--name <name>', 'name of the chain', 'development')
    .option('--small', 'small profile: 4 settlement periods a day, for tests')
    .option('--time <time>', 'time of block 0 (default: now)', timeValue)
    .addOption(
      new Option('--clock <kind>', 'manual: time stands still until it is moved (development only)')
        .choices(['block', 'manual'])
        .default(DEFAULT_TERMS.clock),
    )
    .option(
      '--block-interval <seconds>',
      'a block comes after this time even when nothing happens',
      wholeNumber(MAX_BLOCK_INTERVAL, 1),
      DEFAULT_TERMS.blockInterval,
    )
    .addOption(
      moneyOption('--transfer-fee <amount>', 'flat fee of a transfer, to the DSO', DEFAULT_TERMS.transferFee),
    )
    .addOption(
      moneyOption(
        '--role-bond <amount>',
        'bond of operator and regulator at every opening',
        DEFAULT_TERMS.roleBond,
      ),
    )
    .addOption(
      moneyOption('--late-fee <amount>', 'what a bill after its time costs more', DEFAULT_TERMS.lateFee),
    )
    .option('--organisation <role=name>', 'who holds a role; may be repeated', organisationValue, {})
    .option('--json', 'print one JSON object')
    .action((options: InitOptions) => printed(options, () => init(options)));
}

async function init(options: InitOptions): Promise<Output> {
  const { data } = options;
  const file = join(data, 'genesis.json');
  ensure(!existsSync(file), 'FILE_EXISTS', { field: 'data', file });
  const chain = options.genesis === undefined ? newChain(options) : undefined;
  // Checked before a key is written: a chain whose statistician is its DSO is none.
  const genesis = parseGenesis(chain?.genesis ?? (await readJson(options.genesis!, 'genesis')));
  await mkdir(data, { recursive: true, mode: 0o700 });
  if (chain) await writeKeys(data, chain);
  await writeNew(file, 'data', `${JSON.stringify(genesis.json, null, 2)}\n`);
  const genesisHash = genesisHashHex(genesis);
  const { name, profile, production, time, roles } = genesis.json;
  const holders = AUTHORITIES.map((role) => [role, roles[role].organisation]);
  return {
    json: { genesisHash, name, profile, production, time, data },
    text: [
      `Genesis ${genesisHash} in ${data}`,
      lines({ name, profile, 'block 0': formatTime(time), ...Object.fromEntries(holders) }),
    ].join('\n'),
  };
}

function newChain({ name, small, time, organisation, ...terms }: InitOptions): DevelopmentChain {
  const organisations = { ...DEFAULT_TERMS.organisations, ...organisation };
  const begin = time ?? Math.floor(Date.now() / 1000);
  return developmentChain(name, small ? 'small' : 'full', begin, {
    ...DEFAULT_TERMS,
    ...terms,
    organisations,
  });
}

/** Each role in a folder of its own, which can move to its organisation's machine. */
async function writeKeys(
  data: string,
  { secrets, encSecrets, dsoDataKey, validatorKey }: DevelopmentChain,
): Promise<void> {
  for (const role of AUTHORITIES) {
    const own = { signKey: secrets[role], encKey: encSecrets[role] };
    const keys = { ...own, ...(role === 'dso' && { dataSecret: dsoDataKey }) };
    await writeRoleKeys(roleFolderPath(data, role), keys);
  }
  await writeNew(join(data, 'validator.key'), 'data', `${Buffer.from(validatorKey).toString('hex')}\n`);
}

function organisationValue(text: string, before: InitOptions['organisation']): InitOptions['organisation'] {
  const [, name, organisation] = /^([a-z]+)=(.{1,64})$/u.exec(text) ?? [];
  const role = AUTHORITIES.find((r) => r === name);
  if (role === undefined)
    throw new InvalidArgumentError(`role=name is needed, with one of ${AUTHORITIES.join(', ')}.`);
  return { ...before, [role]: organisation };
}
