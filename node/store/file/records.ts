import { closeSync, openSync } from 'node:fs';
import { hasCode } from '@veilgrid/protocol/errors';
import { DATABASES, type DatabaseName } from '../databases.js';
import { damaged } from './damaged.js';
import { type Meta, readMeta, treeAt } from './meta.js';
import { asNumbers, SUB_TREE, TreeReader } from './tree.js';

/** A record of the ledger: its database, key and value are only valid until the next one is visited. */
export type RecordVisitor = (database: DatabaseName, key: Buffer, value: Buffer) => void;

/**
 * Every record of a ledger file, read without LMDB: what this takes, LMDB can map. Checks all pages that are in use
 * and that none of them is listed as free, where the next block would overwrite it.
 * @returns the number of databases: 0 where nothing was ever stored
 * @throws ProtocolError STORE_DAMAGED
 */
export function visitRecords(path: string, visit: RecordVisitor): number {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 0;
    throw error;
  }
  try {
    const meta = readMeta(fd);
    return meta === undefined ? 0 : visitTrees(fd, meta, visit);
  } finally {
    closeSync(fd);
  }
}

function visitTrees(fd: number, meta: Meta, visit: RecordVisitor): number {
  const reader = new TreeReader(fd, meta);
  const databases: [DatabaseName, ReturnType<typeof treeAt>][] = [];
  reader.walk(meta.main, (name, value, flags) => {
    if (flags !== SUB_TREE || value.length !== 48) throw damaged('a database that is none');
    databases.push([nameOf(name), treeAt(value, 0)]);
  });
  for (const [name, tree] of databases) {
    if (tree.flags !== 0) throw damaged('a database that is none');
    reader.walk(tree, (key, value, flags) => {
      if (flags !== 0) throw damaged('a record of no kind');
      visit(name, key, value);
    });
  }
  const free: Buffer[] = [];
  reader.walk(meta.free, (_, value) => free.push(Buffer.from(value)), asNumbers);
  // Last, when every page in use is known.
  for (const list of free) checkFreePages(reader, list);
  return databases.length;
}

/** A list of free pages: its length, then page numbers; a negative number is the length of a run that follows. */
function checkFreePages(reader: TreeReader, list: Buffer): void {
  if (list.length < 8 || list.length % 8 !== 0) throw damaged('a list of free pages that is none');
  const length = Number(list.readBigInt64LE(0));
  if (length < 0 || length > list.length / 8 - 1) throw damaged('a list of free pages that is none');
  for (let i = 1; i <= length; i++) {
    const entry = Number(list.readBigInt64LE(8 * i));
    if (entry === 0) continue;
    if (entry > 0) reader.free(entry, 1);
    else if (i < length) reader.free(Number(list.readBigInt64LE(8 * ++i)), -entry);
  }
}

/**
 * LMDB for Node ends the names of databases with a zero. A name without one is another database, which nobody reads:
 * taken for the same, records could be moved there under the seal, and so be lost.
 */
function nameOf(key: Buffer): DatabaseName {
  const name = DATABASES.find((known) => key.equals(Buffer.from(`${known}\0`)));
  if (name === undefined) throw damaged('a database that no ledger has');
  return name;
}
