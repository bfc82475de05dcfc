/** A household's wallet, ready to trade: the one entry that composes hasher, prover, node and keys. */
import { genesisHashHex, parseGenesis } from '@veilgrid/protocol/core/genesis';
import { ensure } from '@veilgrid/protocol/errors';
import { createHasher } from '@veilgrid/wasm-core';
import { type ApiOptions, createApi } from './client/http.js';
import { createProver, type ProverOptions } from './prover/prover.js';
import type { Verify, WalletContext } from './wallet/context.js';
import { deriveKeys } from './wallet/keys.js';
import { seedOf } from './wallet/seed.js';
import type { TxStore } from './wallet/txStore.js';
import { Wallet } from './wallet.js';

/** What `openWallet` takes: a node, the chain one trusts, and the wallet's words. */
export interface OpenWalletOptions extends Omit<ApiOptions, 'adminToken'>, ProverOptions {
  /** Of a node: http://host:port */
  readonly url: string;
  /** SHA-256 of the genesis you trust, 64 lower-case hex digits: a node of another chain is refused. */
  readonly genesisHash: string;
  /** The wallet's 24 words. */
  readonly phrase: string;
  /** Further nodes: two final headers of one height are kept, and nothing is signed. They need a store. */
  readonly nodes?: readonly string[];
  /**
   * Where orders and settlements are kept before they are sent, as `fileTxStore` does and `indexedDbTxStore` in a browser;
   * without it there are none.
   */
  readonly store?: TxStore;
  /** Before a settlement: `signed` (default) or `full`, which checks the proofs of the result as well. */
  readonly verify?: Verify;
}

/** An open wallet, and what it was made of for whoever needs more: node, genesis, hasher, prover, keys. */
export interface OpenWallet extends WalletContext {
  readonly wallet: Wallet;
  /** Ends the prover's threads; the process can end then. */
  close(): Promise<void>;
}

/**
 * Opens the wallet of these 24 words on a node: checks the chain, and finds money, orders and settlements again.
 * The first proof of a circuit waits for its keys: seconds from a cache, minutes where they must be made.
 * @throws ProtocolError SEED_INVALID, NODE_UNREACHABLE, GENESIS_INVALID; and what `Wallet.recover` throws
 */
export async function openWallet(options: OpenWalletOptions): Promise<OpenWallet> {
  const { url, genesisHash, phrase, nodes = [], store, verify = 'signed' } = options;
  const seed = await seedOf(phrase);
  const api = createApi(url, options);
  const genesis = parseGenesis(await api.genesis({}));
  const hash = genesisHashHex(genesis);
  ensure(hash === genesisHash, 'GENESIS_INVALID', {
    field: 'genesisHash',
    reason: `this node's genesis is ${hash}`,
  });
  const hasher = await createHasher();
  const prover = createProver(genesis.profile, options);
  const peers = nodes.map((node) => createApi(node, options));
  const context = { genesis, hasher, prover, api, peers, verify, keys: deriveKeys(hasher, seed) };
  const wallet = new Wallet(context, store);
  try {
    await wallet.recover();
  } catch (error) {
    await prover.close();
    throw error;
  }
  return { ...context, wallet, close: () => prover.close() };
}
