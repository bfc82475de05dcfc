import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, Server as NetServer } from 'node:net';
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { type Genesis, parseGenesis } from '@veilgrid/protocol/core/genesis';
import { ensure } from '@veilgrid/protocol/errors';
import { createHasher } from '@veilgrid/wasm-core';
import { type Logger, pino } from 'pino';
import { EventFeed } from './api/events/eventFeed.js';
import { Metrics } from './api/http/metrics.js';
import { watchRefusals } from './api/http/refusals.js';
import { createApp } from './api/http/server.js';
import { serviceRouter } from './api/http/service.js';
import { handlersOf } from './api/index.js';
import {
  CLOSE_IDLE_MS,
  CLOSE_PATIENCE_MS,
  MAX_CONNECTIONS,
  type NodeOptions,
  RATE_LIMIT,
  REQUEST_TIMEOUT_MS,
} from './config.js';
import { manualClock, wallClock } from './consensus/solo/clock.js';
import { SoloLedger } from './consensus/solo/ledger.js';
import { originOf } from './consensus/solo/origin.js';
import { assertGenesisKeys } from './proofs/keys.js';
import { timedVerifier } from './proofs/timed.js';
import { createProofVerifier } from './proofs/workers.js';
import { ledgerFolders, openLmdb } from './store/lmdb.js';
import { memoryLedger } from './store/memoryLedger.js';

export interface RunningNode {
  /** http://host:port */
  readonly url: string;
  readonly adminToken: string;
  readonly genesis: Genesis;
  readonly ledger: SoloLedger;
  /** Takes no new requests, answers those under way, finishes the block under way, closes store and workers. */
  close(): Promise<void>;
}

/**
 * The composition root: a node with its ledger, store and API.
 * @throws ProtocolError GENESIS_INVALID, PRODUCTION_REFUSES; ArtifactError of the verification keys
 */
export async function startNode(options: NodeOptions): Promise<RunningNode> {
  const { dataDir, keysDir, host = '127.0.0.1', port = 0, validatorKey } = options;
  const genesis = parseGenesis(options.genesis);
  await checkAgainstGenesis(genesis, options);
  const log = pino({ name: 'veilgrid', level: options.log ?? 'silent' });
  const hasher = await createHasher();
  const origin = originOf(genesis, hasher);
  const store =
    dataDir === undefined ? memoryLedger(origin) : await openLmdb(ledgerFolders(dataDir, keysDir), origin);
  const metrics = new Metrics();
  const verifier = createProofVerifier(genesis.profile, options.verifierThreads);
  const ledger = new SoloLedger({
    genesis,
    hasher,
    store,
    verifier: timedVerifier(verifier, (circuit, seconds) => metrics.proof(circuit, seconds)),
    clock: genesis.consensus.clock === 'manual' ? manualClock() : wallClock(),
    validatorKey,
    onHalt: (err) => log.fatal({ err }, 'the ledger halted'),
  });
  // An empty token is none: it would let everybody in.
  const adminToken =
    options.adminToken || process.env.VEILGRID_ADMIN_TOKEN || randomBytes(32).toString('hex');
  logBlocks(ledger, log);
  const feed = new EventFeed(ledger);
  metrics.follow(ledger, () => feed.clients);
  const app = createApp({
    handlers: watchRefusals(handlersOf(ledger), (kind, code) => {
      metrics.transaction(kind, 'refused');
      log.debug({ kind, code }, 'transaction refused');
    }),
    service: serviceRouter({ ledger, feed, metrics, adminToken, verifierAlive: () => verifier.alive }),
    onAnswer: (answer) => metrics.answer(answer),
    adminToken,
    rateLimit: options.rateLimit ?? RATE_LIMIT,
    log,
  });
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: 10_000 }, app);
  server.maxConnections = MAX_CONNECTIONS;
  const close = async () => {
    feed.close();
    await closeServer(server);
    await ledger.close();
    await verifier.close();
    log.info({ height: String(ledger.head.height) }, 'closed');
  };
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    await close();
    throw error;
  }
  const url = urlOf(server.address() as AddressInfo);
  log.info({ url, chainId: String(genesis.chainId), height: String(ledger.head.height) }, 'listening');
  return { url, adminToken, genesis, ledger, close };
}

async function checkAgainstGenesis(
  genesis: Genesis,
  { validatorKey, ceremonyDir }: NodeOptions,
): Promise<void> {
  ensure(validatorKey.length === 32, 'GENESIS_INVALID', { field: 'validatorKey', reason: 'takes 32 bytes' });
  const ours = bytesToHex(ed25519.getPublicKey(validatorKey));
  ensure(ours === genesis.json.consensus.validators[0]!.publicKey, 'GENESIS_INVALID', {
    field: 'validatorKey',
    reason: 'genesis names another validator',
  });
  await assertGenesisKeys(genesis, ceremonyDir);
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

/** Heights, kinds and outcomes: what everybody may know. */
function logBlocks(ledger: SoloLedger, log: Logger): void {
  ledger.watch({
    transaction: (kind, outcome) => log.debug({ kind }, `transaction ${outcome}`),
    block: ({ head: { height, time }, ids }) =>
      log.info({ height: String(height), blockTime: String(time), transactions: ids.length }, 'block'),
  });
}

/** Requests under way are answered, but nobody can keep us by not reading or by keeping alive. */
async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  // The HTTP server's own close would at once break off connections on which a request is on its way.
  NetServer.prototype.close.call(server);
  // Immediates come after reading: what arrived while the process was busy is no longer idle then.
  const idle = setInterval(() => setImmediate(() => server.closeIdleConnections()), CLOSE_IDLE_MS);
  const patience = setTimeout(() => server.closeAllConnections(), CLOSE_PATIENCE_MS);
  await closed;
  clearInterval(idle);
  clearTimeout(patience);
}
