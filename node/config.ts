/** What a node is started with, and the bounds it runs under. */

export interface NodeOptions {
  /** The parsed JSON of a genesis file; checked by `startNode`. */
  readonly genesis: unknown;
  /** The node's folder, with the ledger in `ledger/`; without it everything stays in memory. */
  readonly dataDir?: string | undefined;
  /** Folder of the node's own `store.key` and `last.signed`, made at the first start; default: `dataDir`. */
  readonly keysDir?: string | undefined;
  /** Default 0: a free port. */
  readonly port?: number | undefined;
  /** Default 127.0.0.1. */
  readonly host?: string | undefined;
  /** 32-byte Ed25519 secret of the validator that genesis names. */
  readonly validatorKey: Uint8Array;
  /** Of a production chain: the folder of its ceremony, to be replayed in place of a verdict on the keys. */
  readonly ceremonyDir?: string | undefined;
  /** Default: VEILGRID_ADMIN_TOKEN, else a random one. */
  readonly adminToken?: string | undefined;
  /** pino level; default `silent`. */
  readonly log?: string | undefined;
  /** Proof-checking threads; default: the machine's cores, at most 4. */
  readonly verifierThreads?: number | undefined;
  /** Requests a minute from one address that is not loopback; default 600. */
  readonly rateLimit?: number | undefined;
}

/** Transactions accepted and not yet in a block. */
export const MEMPOOL_LIMIT = 4096;
/** Transactions whose proofs are being checked. */
export const VERIFYING_LIMIT = 1024;
/** A block waits this long after the first transaction for others to come along. */
export const COALESCE_MS = 20;
/** Accepted transactions that a later block could not take, kept for whoever asks. */
export const REJECTED_KEPT = 4096;
/** An answer of blocks ends with the block that reaches this. */
export const BLOCKS_ANSWER_BYTES = 2 ** 22;
/** Blocks looked through for an auction's transactions before others have their turn. */
export const BLOCKS_A_TURN = 256;
export const RATE_LIMIT = 600;
/** Loopback is the operator's own machine; the limit only stops a runaway loop. */
export const LOOPBACK_RATE_LIMIT = 1_000_000;
export const MAX_CONNECTIONS = 1024;
/** A request must have arrived and be answered within this. */
export const REQUEST_TIMEOUT_MS = 60_000;
/** How long a closing node lets requests under way finish. */
export const CLOSE_PATIENCE_MS = 10_000;
/** How often, and when first, it ends connections on which nothing is under way. */
export const CLOSE_IDLE_MS = 100;
/** Event streams open at once. */
export const EVENT_CLIENTS = 256;
/** An event client that leaves unread what it was sent is dropped after this. */
export const EVENT_STALL_MS = 30_000;
/** Keeps proxies from taking a quiet stream for a dead one. */
export const EVENT_HEARTBEAT_MS = 15_000;
/** What browsers wait before they reconnect. */
export const EVENT_RETRY_MS = 2_000;
