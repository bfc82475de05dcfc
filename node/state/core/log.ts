/**
 * The log of what the ledger computes and others rely on without its state: entries in order of writing, under one
 * root. Relies on whoever writes an entry to do so once a key, and on applyBlock to seal the tree.
 * protocol/core.md "Log".
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import { appendPeak, leafHash, type Peaks, peaksRoot } from '@veilgrid/protocol/core/crypto/merkle';
import { type LogSpec, logBody, logLeafData } from '@veilgrid/protocol/core/log';
import { Bytes32, byteList, container, recordsOf, U64 } from '@veilgrid/protocol/core/ssz';
import { keys } from './keys.js';
import { has, mustRead, read, write } from './record.js';
import type { StateContext, StateView, StateWriter } from './view.js';

const MAX_PEAKS = 53;
const PeaksRecord = container({ count: U64, peaks: recordsOf(Bytes32, MAX_PEAKS) });
const SealedRoot = container({ count: U64, root: Bytes32 });
/** Room for every entry of every room. */
const Entry = container({ height: U64, leaf: byteList(2 ** 24) });

export interface LogEntry {
  readonly index: number;
  /** Of the block that wrote it. */
  readonly height: bigint;
  /** What its leaf hashes: u8 length of the name, name, body. */
  readonly leaf: Uint8Array;
}

function peaksOf(view: StateView): Peaks {
  const record = read(view, keys.logPeaks, PeaksRecord);
  return record ? { count: Number(record.count), peaks: record.peaks } : { count: 0, peaks: [] };
}

/** Writes an entry. @throws Error where its key was written before: a bug */
export function writeLog<B>({ height }: StateContext, writer: StateWriter, spec: LogSpec<B>, body: B): void {
  const bytes = spec.body.serialize(body);
  const place = keys.logIndex(spec.name, bytesToHex(bytes.slice(0, spec.keyBytes)));
  if (has(writer, place)) throw new Error(`the log has ${place}`);
  const { count, peaks } = peaksOf(writer);
  const leaf = logLeafData(spec.name, bytes);
  write(writer, place, U64, BigInt(count));
  write(writer, keys.logEntry(count), Entry, { height, leaf });
  const next = appendPeak({ count, peaks }, leafHash(leaf));
  write(writer, keys.logPeaks, PeaksRecord, { count: BigInt(next.count), peaks: [...next.peaks] });
}

/** At the end of a block: the root, if the log grew, and that of nothing at genesis. */
export function sealLog(_ctx: StateContext, writer: StateWriter): void {
  const { count, peaks } = peaksOf(writer);
  if (read(writer, keys.logRoot, SealedRoot)?.count === BigInt(count)) return;
  const root = peaksRoot({ count, peaks });
  write(writer, keys.logRoot, SealedRoot, { count: BigInt(count), root });
}

/** Entries after the last block. */
export function logCount(view: StateView): number {
  return Number(mustRead(view, keys.logRoot, SealedRoot).count);
}

/** Root after the last block. */
export function logRoot(view: StateView): Uint8Array {
  return mustRead(view, keys.logRoot, SealedRoot).root;
}

export function logEntryAt(view: StateView, index: number): LogEntry {
  return { index, ...mustRead(view, keys.logEntry(index), Entry) };
}

/** @param key hex of an entry's first bytes */
export function findLogEntry(view: StateView, name: string, key: string): LogEntry | undefined {
  const index = read(view, keys.logIndex(name, key), U64);
  return index === undefined ? undefined : logEntryAt(view, Number(index));
}

/** What the entry under this key holds. @throws Error where there is none: a bug */
export function readLog<B>(view: StateView, spec: LogSpec<B>, key: Uint8Array): B {
  const entry = findLogEntry(view, spec.name, bytesToHex(key));
  if (entry === undefined) throw new Error(`the log has no ${spec.name} ${bytesToHex(key)}`);
  return spec.body.deserialize(logBody(entry.leaf));
}
