/** The log as the auditor's own books write it. */
import { bytesToHex } from '@noble/hashes/utils.js';
import { appendPeak, leafHash, peaksRoot } from '@veilgrid/protocol/core/crypto/merkle';
import { type LogSpec, logLeafData } from '@veilgrid/protocol/core/log';
import { ensure } from '@veilgrid/protocol/errors';
import type { CoreBooks } from './books.js';

/** @throws ProtocolError BLOCK_INVALID where the key is taken */
export function enterLog<B>({ log }: CoreBooks, spec: LogSpec<B>, entry: B): void {
  const body = spec.body.serialize(entry);
  const key = `${spec.name} ${bytesToHex(body.slice(0, spec.keyBytes))}`;
  ensure(!log.keys.has(key), 'BLOCK_INVALID', { field: 'log' });
  log.keys.add(key);
  log.tree = appendPeak(log.tree, leafHash(logLeafData(spec.name, body)));
}

export function logRootOf({ log }: CoreBooks): Uint8Array {
  return peaksRoot(log.tree);
}
