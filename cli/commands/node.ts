/** `veilgrid node`: a node of one's own. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type NodeOptions, startNode } from '@veilgrid/node';
import { ensure } from '@veilgrid/protocol/errors';
import { genesisHashHex, parseGenesis } from '@veilgrid/protocol/genesis';
import { Command, InvalidArgumentError, Option } from 'commander';
import { Interrupted } from '../exit.js';
import { interruptible } from '../interrupt.js';
import { developmentChain } from '../parties.js';

interface StartOptions extends Pick<NodeOptions, 'port' | 'host' | 'clock' | 'blockInterval' | 'log'> {
  readonly data: string;
  readonly genesis?: string;
  readonly validatorKey?: string;
}

export function nodeCommand(): Command {
  const node = new Command('node').description('run a node of the ledger');
  node
    .command('init')
    .description('make a development chain: genesis, validator key and the keys of all roles')
    .requiredOption('--data <dir>', 'folder to make')
    .option('--small', 'small profile: 4 settlement periods a day')
    .action(({ data, small }: { data: string; small?: true }) => {
      process.stdout.write(`${init(data, small ? 'small' : 'full')}\n`);
    });
  node
    .command('start')
    .description('run a node until it is interrupted')
    .requiredOption('--data <dir>', "folder of the ledger, and of `node init`'s files")
    .option('--genesis <file>', 'genesis file (default: genesis.json in the folder)')
    .option('--validator-key <file>', 'Ed25519 secret in hex (default: validator.key in the folder)')
    .option('--port <port>', 'port; 0 takes a free one', wholeNumber(65_535), 8645)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addOption(
      new Option('--clock <kind>', 'manual: time stands still until it is moved (development only)')
        .choices(['wall', 'manual'])
        .default('wall'),
    )
    .option(
      '--block-interval <ms>',
      'make a block this often even when nothing happens',
      wholeNumber(3_600_000),
    )
    .option('--log <level>', 'pino level', 'info')
    .action((options: StartOptions) => start(options));
  return node;
}

async function start({ data, genesis, validatorKey, ...options }: StartOptions): Promise<void> {
  await interruptible(async (closers, signal) => {
    const node = await startNode({
      ...options,
      genesis: JSON.parse(read(genesis ?? join(data, 'genesis.json'))),
      dataDir: data,
      validatorKey: Buffer.from(read(validatorKey ?? join(data, 'validator.key')).trim(), 'hex'),
    });
    closers.defer(() => node.close());
    process.stdout.write(`${node.url} genesis ${genesisHashHex(node.genesis)}\n`);
    process.stderr.write(`administration token: ${node.adminToken}\n`);
    process.stderr.write(`documentation: ${node.url}/docs, metrics: ${node.url}/metrics\n`);
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  }).catch((error: unknown) => {
    // Being asked to end is how a node ends.
    if (!(error instanceof Interrupted)) throw error;
  });
}

/** @returns the genesis hash, which auditors need */
function init(dir: string, profile: 'full' | 'small'): string {
  const file = join(dir, 'genesis.json');
  ensure(!existsSync(file), 'BAD_REQUEST', { field: 'data', reason: 'there is a genesis already', dir });
  mkdirSync(dir, { recursive: true });
  const chain = developmentChain('development', profile, Math.floor(Date.now() / 1000));
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  const secrets = Object.entries(chain.secrets).map(([role, secret]) => [role, hex(secret)]);
  const roles = { ...Object.fromEntries(secrets), dsoDataKey: chain.dsoDataKey.toString() };
  const secret = { mode: 0o600, flag: 'wx' };
  writeFileSync(join(dir, 'validator.key'), `${hex(chain.validatorKey)}\n`, secret);
  writeFileSync(join(dir, 'roles.json'), `${JSON.stringify(roles, null, 2)}\n`, secret);
  writeFileSync(file, `${JSON.stringify(chain.genesis, null, 2)}\n`);
  return genesisHashHex(parseGenesis(chain.genesis));
}

function read(file: string): string {
  ensure(existsSync(file), 'NOT_FOUND', { field: 'data', file });
  return readFileSync(file, 'utf8');
}

function wholeNumber(max: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!/^[0-9]{1,10}$/.test(text) || value > max) {
      throw new InvalidArgumentError(`A whole number up to ${max} is needed.`);
    }
    return value;
  };
}
