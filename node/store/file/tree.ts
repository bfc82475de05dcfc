/**
 * Reads the B+ trees of an LMDB file without mapping it, and believes nothing of them: LMDB itself follows every
 * number it finds, out of the file if need be.
 */
import { readSync } from 'node:fs';
import { damaged } from './damaged.js';
import { HEADER, type Meta, pageNumber, type Tree } from './meta.js';

const BRANCH = 1;
const LEAF = 2;
const OVERFLOW = 4;
const BIG_DATA = 1;
/** Node flag: the value is the root of a tree. */
export const SUB_TREE = 2;
const NODE = 8;
/** As deep as LMDB's own cursors go. */
const MAX_DEPTH = 32;
/** Far above any record: a block takes at most two megabytes. */
const MAX_RECORD = 2 ** 26;

/** Key and value are only valid until the next is visited. */
export type Visitor = (key: Buffer, value: Buffer, flags: number) => void;

type Compare = (a: Buffer, b: Buffer) => number;

/** Bounds of the keys below a page: from, inclusive; to, exclusive. */
interface Bounds {
  readonly from: Buffer | undefined;
  readonly to: Buffer | undefined;
}

/** Keys of the free list: numbers of transactions in the machine's order. */
export const asNumbers: Compare = (a, b) => {
  if (a.length !== 8 || b.length !== 8) throw damaged('a key of the wrong length');
  const [x, y] = [a.readBigUInt64LE(), b.readBigUInt64LE()];
  return x < y ? -1 : x > y ? 1 : 0;
};

export class TreeReader {
  readonly #fd: number;
  readonly #meta: Meta;
  /** A bit for each page that something refers to: none belongs to two. */
  readonly #used: Uint8Array;
  #freed = 0;

  constructor(fd: number, meta: Meta) {
    this.#fd = fd;
    this.#meta = meta;
    this.#used = new Uint8Array(Math.ceil(meta.pages / 8));
    this.#use(0, 2);
  }

  /** Every record of a tree in the order of its keys. @throws ProtocolError STORE_DAMAGED */
  walk(tree: Tree, visit: Visitor, compare: Compare = Buffer.compare): void {
    const seen = { branches: 0, leaves: 0, overflows: 0, entries: 0 };
    if (tree.depth > MAX_DEPTH) throw damaged('a tree too deep');
    if ((tree.root === undefined) !== (tree.depth === 0)) throw damaged('a tree without a root');
    let last: Buffer | undefined;
    const ordered = (key: Buffer, { from, to }: Bounds) => {
      const before = last === undefined || compare(last, key) < 0;
      const within =
        (from === undefined || compare(from, key) <= 0) && (to === undefined || compare(key, to) < 0);
      if (!before || !within) throw damaged('keys out of order');
      last = key;
    };
    const page = (number: number, level: number, bounds: Bounds): void => {
      const bytes = this.#page(number, level === 1 ? LEAF : BRANCH);
      const nodes = nodesOf(bytes);
      if (level > 1) {
        seen.branches++;
        // The first key of a branch stands for everything before the second.
        const keys = nodes.map((at, i) => (i === 0 ? bounds.from : keyOf(bytes, at)));
        for (const [i, at] of nodes.entries()) {
          const to = i + 1 < keys.length ? keys[i + 1] : bounds.to;
          page(childOf(bytes, at), level - 1, { from: keys[i], to });
        }
        return;
      }
      seen.leaves++;
      for (const at of nodes) {
        const key = keyOf(bytes, at);
        ordered(key, bounds);
        const flags = bytes.readUInt16LE(at + 4);
        const value = this.#value(bytes, at, key.length, flags, (pages) => {
          seen.overflows += pages;
        });
        seen.entries++;
        visit(key, value, flags & ~BIG_DATA);
      }
    };
    if (tree.root !== undefined) page(tree.root, tree.depth, { from: undefined, to: undefined });
    for (const count of ['branches', 'leaves', 'overflows', 'entries'] as const) {
      if (seen[count] !== tree[count]) throw damaged(`another number of ${count}`);
    }
  }

  /**
   * Pages that are listed as free, once all trees are walked. LMDB itself lists a page twice at times.
   * @throws ProtocolError STORE_DAMAGED where the pages are not in the file, or in use
   */
  free(first: number, count: number): void {
    this.#within(first, count);
    this.#freed += count;
    if (this.#freed > 2 * this.#meta.pages) throw damaged('too many free pages');
    for (let page = first; page < first + count; page++) {
      if (this.#isUsed(page)) throw damaged('a page in use is listed as free', { page });
    }
  }

  /** @throws ProtocolError STORE_DAMAGED where the pages are not in the file, or in use already */
  #use(first: number, count: number): void {
    this.#within(first, count);
    for (let page = first; page < first + count; page++) {
      if (this.#isUsed(page)) throw damaged('a page in two places', { page });
      this.#used[page >> 3]! |= 1 << (page & 7);
    }
  }

  #isUsed(page: number): boolean {
    return (this.#used[page >> 3]! & (1 << (page & 7))) !== 0;
  }

  #within(first: number, count: number): void {
    const within = first >= 0 && count > 0 && first + count <= this.#meta.pages;
    if (!within) throw damaged('a page out of the file', { page: first });
  }

  #page(number: number, flags: number): Buffer {
    this.#use(number, 1);
    const { pageSize } = this.#meta;
    const bytes = this.#read(number, pageSize);
    const lower = bytes.readUInt16LE(20);
    const upper = bytes.readUInt16LE(22);
    const sound = bytes.readUInt16LE(18) === flags && bytes.readUInt16LE(16) === 0;
    const bounded = lower >= 2 && lower % 2 === 0 && lower <= upper && upper <= pageSize - HEADER;
    if (!sound || !bounded) throw damaged('a page that is none', { page: number });
    return bytes;
  }

  /** Whatever has a header: its own number, and no later transaction than the snapshot's. */
  #read(number: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    const { pageSize, txn } = this.#meta;
    if (readSync(this.#fd, bytes, 0, length, number * pageSize) !== length) {
      throw damaged('cut short', { page: number });
    }
    if (bytes.readBigUInt64LE(0) !== BigInt(number) || bytes.readBigUInt64LE(8) > txn) {
      throw damaged('a page that is none', { page: number });
    }
    return bytes;
  }

  #value(bytes: Buffer, at: number, keyBytes: number, flags: number, onPages: (n: number) => void): Buffer {
    const length = bytes.readUInt32LE(at);
    const start = at + NODE + keyBytes;
    if (flags & ~(BIG_DATA | SUB_TREE) || flags === (BIG_DATA | SUB_TREE))
      throw damaged('a record of no kind');
    if (!(flags & BIG_DATA)) return slice(bytes, start, length);
    const place = slice(bytes, start, 24);
    const { pageSize, txn } = this.#meta;
    const pages = Math.floor((HEADER - 1 + length) / pageSize) + 1;
    const sound = pageNumber(place, 16) === pages && place.readBigUInt64LE(8) <= txn && length <= MAX_RECORD;
    if (!sound) throw damaged('a record of the wrong length');
    const first = pageNumber(place, 0);
    this.#use(first, pages);
    onPages(pages);
    const value = this.#read(first, pages * pageSize);
    if (value.readUInt16LE(18) !== OVERFLOW || value.readUInt32LE(20) !== pages) {
      throw damaged('a page that is none', { page: first });
    }
    return value.subarray(HEADER, HEADER + length);
  }
}

/** Where the nodes of a page begin: all of them whole and apart from the list of them. */
function nodesOf(bytes: Buffer): number[] {
  const count = bytes.readUInt16LE(20) / 2;
  const upper = bytes.readUInt16LE(22);
  return Array.from({ length: count }, (_, i) => {
    const offset = bytes.readUInt16LE(HEADER + 2 * i);
    if (offset < upper || offset % 2 !== 0) throw damaged('a record out of its page');
    slice(bytes, HEADER + offset, NODE);
    return HEADER + offset;
  });
}

function keyOf(bytes: Buffer, at: number): Buffer {
  return slice(bytes, at + NODE, bytes.readUInt16LE(at + 6));
}

function childOf(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at) + bytes.readUInt16LE(at + 4) * 2 ** 32;
}

function slice(bytes: Buffer, start: number, length: number): Buffer {
  if (start + length > bytes.length) throw damaged('a record out of its page');
  return bytes.subarray(start, start + length);
}
