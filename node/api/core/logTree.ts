/** The log's tree in memory, 64 bytes an entry: the state keeps no more of it than its root needs. */
import {
  leafHash,
  type MerkleProof,
  merkleProof,
  nodeHash,
  subtreesFrom,
} from '@veilgrid/protocol/core/crypto/merkle';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { logCount, logEntryAt } from '../../state/core/log.js';

type Proof = Omit<MerkleProof, 'path'> & { readonly path: Uint8Array[] };

/** Learns what the log has become when it is asked. */
export class LogTree {
  readonly #ledger: Pick<SoloLedger, 'view'>;
  /** #levels[h][i]: root of the 2^h leaves from i·2^h on. */
  readonly #levels: Uint8Array[][] = [[]];
  /** Heights of the entries' blocks; they do not fall. */
  readonly #heights: bigint[] = [];

  constructor(ledger: Pick<SoloLedger, 'view'>) {
    this.#ledger = ledger;
  }

  /** The proof of an entry in the log as its block left it. */
  proof(index: number, height: bigint): Proof {
    this.#learn();
    let size = index + 1;
    while (this.#heights[size] === height) size++;
    const full = (start: number, count: number) => this.#levels[Math.log2(count)]?.[start / count];
    const { path } = merkleProof(subtreesFrom(full), index, size);
    return { index, size, path: [...path] };
  }

  #learn(): void {
    const { view } = this.#ledger;
    for (let index = this.#heights.length; index < logCount(view); index++) {
      const { height, leaf } = logEntryAt(view, index);
      this.#heights.push(height);
      this.#append(leafHash(leaf));
    }
  }

  #append(leaf: Uint8Array): void {
    let node = leaf;
    for (let level = 0; ; level++) {
      const nodes = this.#levels[level] ?? [];
      this.#levels[level] = nodes;
      nodes.push(node);
      if (nodes.length % 2 === 1) return;
      node = nodeHash(nodes.at(-2)!, node);
    }
  }
}
