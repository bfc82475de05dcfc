/**
 * Typed records of the store. Relies on a key always having been written with the type it is read with: bytes that
 * do not fit, or a record that must be there and is not, are a bug and halt; no transaction is refused for them.
 */
import { type SszType, U32 } from '@veilgrid/protocol/core/ssz';
import type { StateView, StateWriter } from './view.js';

/** Value of a key whose presence is all that matters. */
const MARK = Uint8Array.of(1);

export function read<T>(view: StateView, key: string, type: SszType<T>): T | undefined {
  const bytes = view.get(key);
  return bytes && type.deserialize(bytes);
}

/** A record that must be there: whoever asks has seen what was written with it. */
export function mustRead<T>(view: StateView, key: string, type: SszType<T>): T {
  return type.deserialize(mustGet(view, key));
}

/** Its bytes. */
export function mustGet(view: StateView, key: string): Uint8Array {
  const bytes = view.get(key);
  if (bytes === undefined) throw new Error(`the state lacks ${key}`);
  return bytes;
}

export function write<T>(writer: StateWriter, key: string, type: SszType<T>, value: T): void {
  writer.put(key, type.serialize(value));
}

export function has(view: StateView, key: string): boolean {
  return view.get(key) !== undefined;
}

export function mark(writer: StateWriter, key: string): void {
  writer.put(key, MARK);
}

export function readCount(view: StateView, key: string): number {
  return read(view, key, U32) ?? 0;
}

/** Indices [from, from + limit) of a list of `count`, cut at its end. */
export function page(count: number, from: number, limit: number): number[] {
  const length = Math.max(0, Math.min(limit, count - from));
  return Array.from({ length }, (_, i) => from + i);
}
