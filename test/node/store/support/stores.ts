/** Ledgers on disk that know no state machine: enough records of every length that trees, long records and free pages come. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Databases, type Operation } from '@veilgrid/node/store/databases';
import type { Commit, Origin } from '@veilgrid/node/store/ledgerStore';
import { ledgerFolders, openLmdb } from '@veilgrid/node/store/lmdb';

export const filled = (fill: number, length = 32) => new Uint8Array(length).fill(fill);

export const origin: Origin = {
  genesisHash: filled(1),
  head: { height: 0n, time: 7n, stateHash: filled(2), blockHash: filled(3) },
  writes: [
    ['a/1', filled(9, 3)],
    ['a/2', filled(8, 0)],
  ],
};

/** The block of a height; `fork` makes another one of it. */
export function blockAt(height: number, fork = 0): Commit {
  const writes = Array.from({ length: 40 }, (_, i) => {
    const removed = (height + i) % 5 === 0;
    return [`k/${(height * 7 + i * 13) % 500}`, removed ? undefined : filled(height, 20 + i)] as const;
  });
  const byKey = new Map(writes);
  return {
    head: {
      height: BigInt(height),
      time: 7n + BigInt(height),
      stateHash: filled(4),
      blockHash: filled(height + fork, 32),
    },
    block: filled(height, height % 4 === 0 ? 9_000 : 300),
    finality: { epoch: 0, evidence: filled(height + fork, 64) },
    ids: [height.toString(16).padStart(64, '0')],
    writes: [...byKey],
  };
}

/** A folder with the ledger of a node that ended after `height` blocks. */
export async function storeWith(height: number): Promise<Folder> {
  const folder = new Folder();
  const store = await folder.open();
  for (let h = 1; h <= height; h++) await store.commit(blockAt(h));
  await store.close();
  return folder;
}

export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'veilgrid-store-'));
  readonly folders = ledgerFolders(this.path);
  readonly file = join(this.folders.ledgerDir, 'ledger.mdb');

  open() {
    return openLmdb(this.folders, origin);
  }

  /** What whoever may write to the disk does to records, without the key. */
  async change(...operations: Operation[]): Promise<void> {
    const databases = new Databases(this.file);
    await databases.write(operations);
    await databases.close();
  }

  /** A copy of the ledger alone, as a backup has it. */
  backup(name: string): string {
    const to = join(this.path, name);
    cpSync(this.folders.ledgerDir, to, { recursive: true });
    return to;
  }

  restore(from: string): void {
    rmSync(this.folders.ledgerDir, { recursive: true });
    cpSync(from, this.folders.ledgerDir, { recursive: true });
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}
