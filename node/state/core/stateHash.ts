/**
 * The state hash: a chain over what each block wrote, not over the whole state. Key strings and bytes of records are
 * therefore consensus. Relies on writes sorted by key, one a key, and on the first segment of a key being its module
 * (core/key.ts). protocol/core.md "Blocks, genesis, state".
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { bigIntToBytes } from '@veilgrid/protocol/core/crypto/field';
import { moduleOf } from './key.js';
import type { Write } from './view.js';

const uint = (x: number, bytes: number) => bigIntToBytes(BigInt(x), bytes);

/** u16 key length, key, then 0 for a deletion or 1, u32 value length, value. Integers are big-endian. */
function writeBytes([key, value]: Write): Uint8Array {
  const name = utf8ToBytes(key);
  const head = concatBytes(uint(name.length, 2), name);
  return value === undefined
    ? concatBytes(head, uint(0, 1))
    : concatBytes(head, uint(1, 1), uint(value.length, 4), value);
}

/**
 * SHA-256 of: previous state hash; then for every module that was written, by name: u8 name length, name, SHA-256
 * of its writes, sorted by key.
 * @param writes sorted by key, hence grouped and sorted by module too
 */
export function nextStateHash(prev: Uint8Array, writes: readonly Write[]): Uint8Array {
  const modules = new Map<string, Uint8Array[]>();
  for (const write of writes) {
    const module = moduleOf(write[0]);
    const parts = modules.get(module) ?? [];
    parts.push(writeBytes(write));
    modules.set(module, parts);
  }
  const roots = [...modules].map(([name, parts]) =>
    concatBytes(uint(name.length, 1), utf8ToBytes(name), sha256(concatBytes(...parts))),
  );
  return sha256(concatBytes(prev, ...roots));
}
