import { HEADER_BYTES } from '@veilgrid/protocol/core/block';
import { Finality } from '@veilgrid/protocol/core/finality';
import type { DatabaseName, Operation } from './databases.js';
import { type Commit, Head, type Origin, Place } from './ledgerStore.js';

const text = (key: string): Uint8Array => Buffer.from(key, 'latin1');

/** Keys of `meta`. */
export const GENESIS = text('genesis');
export const HEAD = text('head');
/** The one record that is not sealed: it is the seal. */
export const SEAL = text('seal');

/** The head in a record; undefined where the bytes are none. */
export function headIn(record: Uint8Array | undefined): Head | undefined {
  return record?.length === Head.minSize ? Head.deserialize(new Uint8Array(record)) : undefined;
}

export function isSeal(database: DatabaseName, key: Uint8Array): boolean {
  return database === 'meta' && Buffer.compare(key, SEAL) === 0;
}

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

/** A block's header, then its finality: what is asked for without the block. */
export function finalityRecord({ block, finality }: Pick<Commit, 'block' | 'finality'>): Uint8Array {
  return Buffer.concat([block.subarray(0, HEADER_BYTES), Finality.serialize(finality)]);
}

/** All that a block writes, its seal apart. */
export function commitOperations({ head, block, finality, ids, writes }: Commit): Operation[] {
  const { height } = head;
  const key = heightKey(height);
  return [
    ...writes.map(([key, value]) => ({ database: 'state', key: text(key), value }) as const),
    { database: 'blocks', key, value: block },
    { database: 'finality', key, value: finalityRecord({ block, finality }) },
    ...ids.map((id, index) => {
      return { database: 'heights', key: text(id), value: Place.serialize({ height, index }) } as const;
    }),
    { database: 'meta', key: HEAD, value: Head.serialize(head) },
  ];
}
