/** 8-ary Poseidon trees hashed by level in batches; the same roots and paths as protocol/core/crypto/tree.ts. */
import { capacity, type MerklePath } from '@veilgrid/protocol/core/crypto/tree';
import type { Frontier } from '@veilgrid/protocol/core/lists';
import { ensure } from '@veilgrid/protocol/errors';
import { ARITY } from '@veilgrid/protocol/params';
import { TAGS } from '@veilgrid/protocol/tags';
import { fromBytes, NODE_BYTES, toBytes, type WasmContext } from './context.js';
import type { HashPool } from './pool.js';

const GROUP_BYTES = ARITY * NODE_BYTES;

/** A whole tree in memory, 32 bytes a node, for wallets and the operator. */
export class WasmTree8 {
  readonly #context: WasmContext;
  readonly #depth: number;
  readonly #empty: Uint8Array[];
  /** #levels[h]: nodes at height h in whole groups, empty subtrees filled in. */
  readonly #levels: Uint8Array[];
  #size = 0;

  constructor(context: WasmContext, depth: number) {
    this.#context = context;
    this.#depth = depth;
    this.#empty = [new Uint8Array(NODE_BYTES)];
    for (let h = 0; h < depth; h++) this.#empty.push(hashGroups(context, repeated(this.#empty[h]!, ARITY)));
    this.#levels = this.#empty.map((node) => repeated(node, ARITY));
  }

  /** A tree of these leaves, 32 bytes each, hashed by all the pool's threads. */
  static async build(
    context: WasmContext,
    depth: number,
    leaves: Uint8Array,
    pool: HashPool,
  ): Promise<WasmTree8> {
    const tree = new WasmTree8(context, depth);
    tree.#checkLeaves(0, leaves);
    tree.#put(0, 0, leaves);
    tree.#size = leaves.length / NODE_BYTES;
    for (let h = 0, nodes = tree.#size; h < depth; h++) {
      nodes = Math.ceil(nodes / ARITY);
      const groups = tree.#levels[h]!.subarray(0, nodes * GROUP_BYTES);
      tree.#put(h + 1, 0, await pool.hashMany(groups, ARITY, TAGS.TREE));
    }
    return tree;
  }

  get size(): number {
    return this.#size;
  }

  get root(): bigint {
    return this.#node(this.#depth, 0);
  }

  leaf(index: number): bigint {
    return index < this.#size ? this.#node(0, index) : 0n;
  }

  set(index: number, leaf: bigint): void {
    this.write(index, toBytes([leaf]));
  }

  append(leaf: bigint): void {
    this.set(this.#size, leaf);
  }

  /** Sets consecutive leaves, 32 bytes each, from `index`; at `size` this appends them. */
  write(index: number, leaves: Uint8Array): void {
    this.#checkLeaves(index, leaves);
    if (leaves.length === 0) return;
    this.#put(0, index, leaves);
    let first = index;
    let last = index + leaves.length / NODE_BYTES - 1;
    this.#size = Math.max(this.#size, last + 1);
    for (let h = 0; h < this.#depth; h++) {
      first = Math.floor(first / ARITY);
      last = Math.floor(last / ARITY);
      const groups = this.#levels[h]!.subarray(first * GROUP_BYTES, (last + 1) * GROUP_BYTES);
      this.#put(h + 1, first, hashGroups(this.#context, groups));
    }
  }

  path(index: number): MerklePath {
    ensure(Number.isInteger(index) && index >= 0 && index < this.#size, 'VALUE_OUT_OF_RANGE', {
      field: 'index',
    });
    return Array.from({ length: this.#depth }, (_, h) => {
      const group = Math.floor(index / ARITY ** (h + 1)) * GROUP_BYTES;
      return fromBytes(this.#levels[h]!.subarray(group, group + GROUP_BYTES));
    });
  }

  #checkLeaves(index: number, leaves: Uint8Array): void {
    const count = leaves.length / NODE_BYTES;
    ensure(Number.isInteger(count), 'VALUE_OUT_OF_RANGE', { field: 'leaves', length: leaves.length });
    ensure(
      Number.isInteger(index) && index >= 0 && index + count <= capacity(this.#depth),
      'VALUE_OUT_OF_RANGE',
      {
        field: 'index',
      },
    );
  }

  #node(height: number, index: number): bigint {
    return fromBytes(this.#levels[height]!.subarray(index * NODE_BYTES, (index + 1) * NODE_BYTES))[0]!;
  }

  #put(height: number, index: number, nodes: Uint8Array): void {
    const end = index * NODE_BYTES + nodes.length;
    let level = this.#levels[height]!;
    if (end > level.length) {
      // Twice the need, so that appending one by one copies each node a constant number of times.
      level = repeated(this.#empty[height]!, Math.ceil((2 * end) / GROUP_BYTES) * ARITY);
      level.set(this.#levels[height]!);
      this.#levels[height] = level;
    }
    level.set(nodes, index * NODE_BYTES);
  }
}

/** The frontier with leaves appended, one batch a height; the same as protocol's `appendLeaf` for each. */
export function appendLeaves(context: WasmContext, frontier: Frontier, leaves: readonly bigint[]): Frontier {
  const depth = frontier.open.length;
  const count = frontier.count + leaves.length;
  ensure(count <= capacity(depth), 'VALUE_OUT_OF_RANGE', { field: 'leaves', length: leaves.length });
  let nodes: readonly bigint[] = leaves;
  const open = frontier.open.map((before, h) => {
    const all = [...before, ...nodes];
    // The top group stays open even when full: it holds the root.
    const full = h === depth - 1 ? 0 : all.length - (all.length % ARITY);
    nodes = fromBytes(hashGroups(context, toBytes(all.slice(0, full))));
    return all.slice(full);
  });
  return { count, open };
}

function hashGroups(context: WasmContext, groups: Uint8Array): Uint8Array {
  return context.hashMany(groups, ARITY, TAGS.TREE);
}

function repeated(node: Uint8Array, count: number): Uint8Array {
  const out = new Uint8Array(count * NODE_BYTES);
  out.set(node);
  // Doubling copies: a level of a large tree is many megabytes.
  for (let filled = NODE_BYTES; filled < out.length; filled *= 2) out.copyWithin(filled, 0, filled);
  return out;
}
