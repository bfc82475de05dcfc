/** What every command that asks a node begins with: the chain it trusts, and the node's interface. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createApi } from '@veilgrid/client-sdk';
import { createFile } from '@veilgrid/client-sdk/files';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { type Genesis, genesisHashHex, parseGenesis } from '@veilgrid/protocol/core/genesis';
import { ensure } from '@veilgrid/protocol/errors';
import type { Api } from '@veilgrid/protocol/routes';
import { createHasher } from '@veilgrid/wasm-core';
import type { CommonOptions } from './options.js';
import { readJson } from './terminal/files.js';

export interface Client {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
  readonly api: Api;
}

/**
 * The folder's genesis is the chain that is meant; a node of another one is refused. A folder without it
 * takes the node's, and says so: whoever knows the hash gives it.
 * @throws ProtocolError GENESIS_INVALID, NODE_UNREACHABLE
 */
export async function openClient(options: CommonOptions): Promise<Client> {
  const api = createApi(options.url);
  const pinned = existsSync(genesisFile(options)) ? await pinnedGenesis(options) : undefined;
  const genesis = pinned ?? (await firstUse(api, options));
  const { genesisHash } = await api.status({});
  ensure(genesisHash === genesisHashHex(genesis), 'GENESIS_INVALID', {
    field: 'url',
    reason: `this node's chain is ${genesisHash}, the folder's is ${genesisHashHex(genesis)}`,
  });
  return { genesis, hasher: await createHasher(), api };
}

/** Without asking a node. @throws ProtocolError NOT_FOUND, GENESIS_INVALID */
export async function pinnedGenesis(options: Pick<CommonOptions, 'data' | 'genesisHash'>): Promise<Genesis> {
  const genesis = parseGenesis(await readJson(genesisFile(options), 'data'));
  checkHash(genesis, options);
  return genesis;
}

function genesisFile({ data }: Pick<CommonOptions, 'data'>): string {
  return join(data, 'genesis.json');
}

async function firstUse(api: Api, options: CommonOptions): Promise<Genesis> {
  const genesis = parseGenesis(await api.genesis({}));
  checkHash(genesis, options);
  await mkdir(options.data, { recursive: true, mode: 0o700 });
  const written = await createFile(genesisFile(options), `${JSON.stringify(genesis.json, null, 2)}\n`);
  if (!written) return pinnedGenesis(options);
  if (options.genesisHash === undefined) {
    process.stderr.write(
      `Trusting the chain of ${options.url} from now on, because this folder knows none: genesis\n` +
        `${genesisHashHex(genesis)}. Compare it with what you were told.\n`,
    );
  }
  return genesis;
}

function checkHash(genesis: Genesis, { genesisHash }: Pick<CommonOptions, 'genesisHash'>): void {
  ensure(genesisHash === undefined || genesisHash === genesisHashHex(genesis), 'GENESIS_INVALID', {
    field: 'genesis-hash',
    reason: `this chain's genesis is ${genesisHashHex(genesis)}`,
  });
}
