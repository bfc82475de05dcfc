/** The two first pages of an LMDB file: where its trees begin. As in `mdb.c` of lmdb 3.5: MDB_meta, MDB_db. */
import { fstatSync, readSync } from 'node:fs';
import { damaged } from './damaged.js';

/** Bytes before what a page holds. */
export const HEADER = 24;
const META_BYTES = 144;
const DB_BYTES = 48;
const MAGIC = 0xbeefc0de;
const P_META = 8;
const NO_PAGE = 0xffffffffffffffffn;
/** Persistent flags of the free list's tree: integer keys, and a file that is no folder. */
const FREE_FLAGS = 0x4008;

/** Root of a tree and what it must hold. */
export interface Tree {
  readonly flags: number;
  readonly depth: number;
  readonly branches: number;
  readonly leaves: number;
  readonly overflows: number;
  readonly entries: number;
  /** Undefined: empty. */
  readonly root: number | undefined;
}

export interface Meta {
  readonly pageSize: number;
  /** In pages: of the snapshot, not of the file. */
  readonly pages: number;
  readonly txn: bigint;
  readonly free: Tree;
  readonly main: Tree;
}

/**
 * The newest snapshot of an open LMDB file, all of whose pages are in it: reading a page behind the end of a
 * mapped file kills the process.
 * @returns undefined for an empty file
 * @throws ProtocolError STORE_DAMAGED
 */
export function readMeta(fd: number): Meta | undefined {
  const { size } = fstatSync(fd);
  if (size === 0) return undefined;
  const first = metaAt(fd, 0);
  const second = metaAt(fd, first.pageSize);
  if (first.pageSize !== second.pageSize) throw damaged('two page sizes');
  const meta = first.txn < second.txn ? second : first;
  if (meta.pages * meta.pageSize > size) {
    throw damaged('cut short', { bytes: size, needed: meta.pages * meta.pageSize });
  }
  return meta;
}

function metaAt(fd: number, offset: number): Meta {
  const bytes = Buffer.alloc(HEADER + META_BYTES);
  if (readSync(fd, bytes, 0, bytes.length, offset) !== bytes.length) throw damaged('cut short', { offset });
  const meta = bytes.subarray(HEADER);
  const pageSize = meta.readUInt32LE(24);
  const free = treeAt(meta, 24);
  const main = treeAt(meta, 24 + DB_BYTES);
  const known =
    bytes.readUInt16LE(18) === P_META &&
    meta.readUInt32LE(0) === MAGIC &&
    meta.readUInt32LE(4) === 2 &&
    meta.readBigUInt64LE(8) === 0n &&
    meta.readBigUInt64LE(16) < 2n ** 46n &&
    [4096, 8192, 16384, 32768].includes(pageSize) &&
    free.flags === FREE_FLAGS &&
    main.flags === 0;
  if (!known) throw damaged('no head of a ledger file', { offset });
  return { pageSize, pages: pageNumber(meta, 120) + 1, txn: meta.readBigUInt64LE(128), free, main };
}

/** @throws ProtocolError STORE_DAMAGED */
export function treeAt(bytes: Buffer, offset: number): Tree {
  const root = bytes.readBigUInt64LE(offset + 40);
  return {
    flags: bytes.readUInt16LE(offset + 4),
    depth: bytes.readUInt16LE(offset + 6),
    branches: pageNumber(bytes, offset + 8),
    leaves: pageNumber(bytes, offset + 16),
    overflows: pageNumber(bytes, offset + 24),
    entries: pageNumber(bytes, offset + 32),
    root: root === NO_PAGE ? undefined : pageNumber(bytes, offset + 40),
  };
}

/** A count or number of pages, which no file of this world takes beyond 2^46. */
export function pageNumber(bytes: Buffer, offset: number): number {
  const value = bytes.readBigUInt64LE(offset);
  if (value >= 2n ** 46n) throw damaged('a page number out of range');
  return Number(value);
}
