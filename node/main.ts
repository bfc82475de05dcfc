import type { Genesis } from '@veilgrid/protocol/genesis';
import type { NodeOptions } from './config.js';

export interface RunningNode {
  /** http://host:port */
  readonly url: string;
  readonly adminToken: string;
  readonly genesis: Genesis;
  /** Finishes the block under way, then closes server, store and workers. */
  close(): Promise<void>;
}

/** The composition root: a node with its ledger, store and API. */
export async function startNode(_options: NodeOptions): Promise<RunningNode> {
  throw new Error('interface only; the ledger follows');
}
