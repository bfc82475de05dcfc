/**
 * The log: what the ledger computes and others rely on without its state. A room says what its entries hold; the
 * rooms' entries together are the table `log`. protocol/core.md "Log".
 */
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { SszType } from './ssz.js';

export interface LogSpec<B> {
  readonly name: string;
  /** Its first fields are the key, of fixed width: so the first bytes of the entry. */
  readonly body: SszType<B>;
  readonly keyBytes: number;
}

export function logEntry<const N extends string, B>(spec: LogSpec<B> & { readonly name: N }) {
  return spec;
}

/** What the log's tree hashes as a leaf: u8 length of the name, name, body. */
export function logLeafData(name: string, body: Uint8Array): Uint8Array {
  const text = utf8ToBytes(name);
  return concatBytes(Uint8Array.of(text.length), text, body);
}

/** The body in a leaf's data. */
export function logBody(leaf: Uint8Array): Uint8Array {
  return leaf.slice(1 + leaf[0]!);
}
