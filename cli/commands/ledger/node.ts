/** `veilgrid node`: a node of one's own. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createApi } from '@veilgrid/client-sdk';
import type { NodeOptions } from '@veilgrid/node';
import { genesisHashHex } from '@veilgrid/protocol/core/genesis';
import { ensure } from '@veilgrid/protocol/errors';
import { Command, Option } from 'commander';
import { type CommonOptions, clientCommand, dataOption, timeValue, wholeNumber } from '../../options.js';
import { formatTime } from '../../terminal/dates.js';
import { Interrupted } from '../../terminal/exit.js';
import { interruptible } from '../../terminal/interrupt.js';
import { printed } from '../../terminal/output.js';

interface StartOptions extends Pick<NodeOptions, 'port' | 'host' | 'log'> {
  readonly data: string;
  readonly genesis?: string;
  readonly validatorKey?: string;
  readonly ceremony?: string;
}

export function nodeCommand(): Command {
  const node = new Command('node').description('run a node of the ledger');
  node
    .command('start')
    .description('run a node until it is interrupted')
    .addOption(dataOption())
    .option('--genesis <file>', 'genesis file (default: genesis.json in the folder)')
    .option('--validator-key <file>', 'Ed25519 secret in hex (default: validator.key in the folder)')
    .option(
      '--ceremony <dir>',
      'in production: replay this ceremony of the keys, in place of a signed verdict',
    )
    .option('--port <port>', 'port; 0 takes a free one', wholeNumber(65_535), 8645)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--log <level>', 'pino level', 'info')
    .action((options: StartOptions) => start(options));
  node.addCommand(
    clientCommand('time', 'move the time of a chain that was made with `--clock manual`')
      .requiredOption('--to <time>', 'time of the next block', timeValue)
      .addOption(
        new Option('--admin-token <token>', 'as the node printed it')
          .env('VEILGRID_ADMIN_TOKEN')
          .makeOptionMandatory(),
      )
      .action((options: TimeOptions) =>
        printed(options, async () => {
          const { url, adminToken, to } = options;
          const { height, time } = await createApi(url, { adminToken }).moveTime({ body: { time: to } });
          return { json: { height, time }, text: `Block ${height} at ${formatTime(time)}.` };
        }),
      ),
  );
  return node;
}

interface TimeOptions extends CommonOptions {
  readonly to: number;
  readonly adminToken: string;
}

async function start({ data, genesis, validatorKey, ceremony, ...options }: StartOptions): Promise<void> {
  await interruptible(async (closers, signal) => {
    // The whole node, which no other command needs.
    const { startNode } = await import('@veilgrid/node');
    const keyFile = validatorKey ?? join(data, 'validator.key');
    const node = await startNode({
      ...options,
      genesis: JSON.parse(read(genesis ?? join(data, 'genesis.json'))),
      dataDir: data,
      ceremonyDir: ceremony,
      keysDir: dirname(keyFile),
      validatorKey: Buffer.from(read(keyFile).trim(), 'hex'),
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

function read(file: string): string {
  ensure(existsSync(file), 'NOT_FOUND', { field: 'data', file });
  return readFileSync(file, 'utf8');
}
