/** Where an auditor's blocks come from, and which genesis it trusts. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createApi } from '@veilgrid/client-sdk';
import { blocksOf } from '@veilgrid/client-sdk/client/blocks';
import type { StoredLedger } from '@veilgrid/node/store/stored';
import { type Genesis, genesisHashHex, parseGenesis } from '@veilgrid/protocol/core/genesis';
import type { LedgerBlock } from '@veilgrid/protocol/core/ledgerFile';
import { ensure } from '@veilgrid/protocol/errors';
import type { Api } from '@veilgrid/protocol/routes';
import { Command, InvalidArgumentError } from 'commander';
import type { Closers } from './terminal/interrupt.js';

export interface LedgerSource {
  /** As the ledger gives it: nothing of it is believed yet. */
  readonly genesis: unknown;
  readonly head: { readonly height: bigint; readonly stateHash: string; readonly blockHash: string };
  blocks(): AsyncIterable<LedgerBlock> | Iterable<LedgerBlock>;
  /** Of a folder: all its records. */
  readonly store?: StoredLedger;
}

/** What names a ledger on the command line. */
export interface LedgerOptions {
  readonly genesisHash: string;
  readonly url?: string;
  readonly data?: string;
}

/** A command on a ledger: its genesis by hash, its blocks from a node or a folder. */
export function ledgerCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .requiredOption('--genesis-hash <hex>', 'SHA-256 of the genesis you trust', hashOption)
    .option('--url <url>', 'read the blocks from a running node')
    .option('--data <dir>', 'read the blocks from the folder of a stopped node')
    .option('--json', 'print one JSON object')
    .hook('preAction', (command) => {
      const { url, data } = command.opts<LedgerOptions>();
      if ((url === undefined) === (data === undefined)) command.error('error: give either --url or --data');
    });
}

function hashOption(text: string): string {
  if (!/^[0-9a-f]{64}$/.test(text)) throw new InvalidArgumentError('64 lower-case hex digits are needed.');
  return text;
}

/** The ledger, and its genesis by the auditor's hash: everything hangs on it. */
export async function openLedger(
  { genesisHash, url, data }: LedgerOptions,
  closers: Closers,
): Promise<{ source: LedgerSource; genesis: Genesis }> {
  const source = url === undefined ? await storedLedger(data!, closers) : await httpLedger(createApi(url));
  const genesis = parseGenesis(source.genesis);
  ensure(genesisHashHex(genesis) === genesisHash, 'GENESIS_INVALID', {
    field: 'genesis-hash',
    reason: `this ledger's genesis is ${genesisHashHex(genesis)}`,
  });
  return { source, genesis };
}

async function httpLedger(api: Api): Promise<LedgerSource> {
  const head = await api.status({});
  return {
    genesis: await api.genesis({}),
    head,
    blocks: () => blocksOf(api, 1, Number(head.height)),
  };
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/**
 * A node's folder: `genesis.json` beside the ledger.
 * @throws ProtocolError NOT_FOUND, STORE_LOCKED, STORE_DAMAGED
 */
async function storedLedger(dir: string, closers: Closers): Promise<LedgerSource> {
  const file = join(dir, 'genesis.json');
  ensure(existsSync(file), 'NOT_FOUND', { field: 'data', dir });
  const genesis: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const { openStored } = await import('@veilgrid/node/store/stored');
  const store = openStored(dir);
  closers.defer(() => store.close());
  const head = store.head();
  ensure(head !== undefined, 'STORE_DAMAGED', { field: 'store', records: 'meta/head' });
  const { height, stateHash, blockHash } = head;
  return {
    genesis,
    head: { height, stateHash: hex(stateHash), blockHash: hex(blockHash) },
    blocks: () => store.blocks(),
    store,
  };
}
