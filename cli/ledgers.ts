/** Where an auditor's blocks come from. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { originOf } from '@veilgrid/node/consensus/solo/origin';
import { openLmdb } from '@veilgrid/node/store/lmdb';
import { ensure } from '@veilgrid/protocol/errors';
import { parseGenesis } from '@veilgrid/protocol/genesis';
import type { Api } from '@veilgrid/protocol/routes';
import { createHasher } from '@veilgrid/wasm-core';
import type { Closers } from './interrupt.js';

export interface LedgerSource {
  /** As the ledger gives it: nothing of it is believed yet. */
  readonly genesis: unknown;
  readonly head: { readonly height: bigint; readonly stateHash: string; readonly blockHash: string };
  blocks(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

export async function httpLedger(api: Api): Promise<LedgerSource> {
  const head = await api.status({});
  return {
    genesis: await api.genesis({}),
    head,
    async *blocks() {
      for (let height = 1; height <= Number(head.height); height++) {
        yield (await api.block({ params: { height } })).block;
      }
    },
  };
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** A node's folder: `genesis.json` beside the ledger. @throws ProtocolError NOT_FOUND, GENESIS_INVALID */
export async function storedLedger(dir: string, closers: Closers): Promise<LedgerSource> {
  const file = join(dir, 'genesis.json');
  ensure(existsSync(file) && existsSync(join(dir, 'ledger.mdb')), 'NOT_FOUND', { field: 'data', dir });
  const genesis: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const store = await openLmdb(dir, originOf(parseGenesis(genesis), await createHasher()));
  closers.defer(() => store.close());
  const { height, stateHash, blockHash } = store.head();
  return {
    genesis,
    head: { height, stateHash: hex(stateHash), blockHash: hex(blockHash) },
    *blocks() {
      for (let h = 1n; h <= height; h++) {
        const block = store.block(h);
        ensure(block !== undefined, 'NOT_FOUND', { field: 'block', height: Number(h) });
        yield block;
      }
    },
  };
}
