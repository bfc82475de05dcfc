import { U64 } from '@veilgrid/protocol/core/ssz';
import type { Operation } from './databases.js';
import { type Commit, Head, type Origin } from './ledgerStore.js';

const text = (key: string): Uint8Array => Buffer.from(key, 'latin1');

/** Keys of `meta`. */
export const GENESIS = text('genesis');
export const HEAD = text('head');
/** The one record that is not sealed: it is the seal. */
export const SEAL = text('seal');

/** Big-endian, so that blocks lie in order. */
export function heightKey(height: bigint): Uint8Array {
  const key = Buffer.alloc(8);
  key.writeBigUInt64BE(height);
  return key;
}

/** State keys and ids are ASCII. */
export const textKey = text;

export function originOperations({ genesisHash, head, writes }: Origin): Operation[] {
  return [
    { database: 'meta', key: GENESIS, value: genesisHash },
    { database: 'meta', key: HEAD, value: Head.serialize(head) },
    ...writes.map(([key, value]) => ({ database: 'state', key: text(key), value }) as const),
  ];
}

/** All that a block writes, its seal apart. */
export function commitOperations({ head, block, ids, writes }: Commit): Operation[] {
  const height = U64.serialize(head.height);
  return [
    ...writes.map(([key, value]) => ({ database: 'state', key: text(key), value }) as const),
    { database: 'blocks', key: heightKey(head.height), value: block },
    ...ids.map((id) => ({ database: 'heights', key: text(id), value: height }) as const),
    { database: 'meta', key: HEAD, value: Head.serialize(head) },
  ];
}
