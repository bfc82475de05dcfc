/** A household's wallet as its commands open it. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createApi,
  deriveKeys,
  fileTxStore,
  phraseOf,
  readKeystore,
  seedOf,
  type TxStore,
  Wallet,
  type WalletContext,
  type WalletKeys,
} from '@veilgrid/client-sdk';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { openClient } from './client.js';
import type { WalletOptions } from './options.js';
import { startProver } from './proving.js';
import type { Closers } from './terminal/interrupt.js';
import { readPassphrase } from './terminal/passphrase.js';
import { patiently } from './terminal/patience.js';

export function walletFile({ wallet, data }: Pick<WalletOptions, 'wallet' | 'data'>): string {
  return wallet ?? join(data, 'wallet.json');
}

/** @throws ProtocolError NOT_FOUND, KEYSTORE_CORRUPT, KEYSTORE_PASSWORD, PASSPHRASE_MISSING */
export async function openPhrase(options: WalletOptions): Promise<string> {
  return phraseOf(await readKeystore(walletFile(options), await readPassphrase(options)));
}

export async function openKeys(options: WalletOptions, hasher: Hasher): Promise<WalletKeys> {
  return deriveKeys(hasher, await seedOf(await openPhrase(options)));
}

export interface OpenWallet {
  readonly wallet: Wallet;
  readonly ctx: WalletContext;
  /** Where the wallet keeps what it sends. */
  readonly store: TxStore;
}

/**
 * Orders and settlements are kept in a folder beside the wallet before they are sent; all else is found on the chain.
 * @param makeProver default: one that shows how far it is
 */
export async function openWallet(
  options: WalletOptions,
  closers: Closers,
  makeProver = startProver,
): Promise<OpenWallet> {
  const client = await openClient(options);
  const keys = await openKeys(options, client.hasher);
  const peers = (options.node ?? []).map((node) => createApi(node));
  const prover = makeProver(client.genesis.profile, 1, closers);
  const ctx = {
    ...client,
    keys,
    peers,
    prover,
    ...(options.verify && { verify: options.verify }),
  };
  const kept = `${walletFile(options)}.settlements`;
  await mkdir(kept, { recursive: true, mode: 0o700 });
  const store = fileTxStore(kept);
  return { ctx, store, wallet: new Wallet(ctx, store) };
}

/** A wallet that knows all its notes: change and refunds of earlier days too. */
export async function openMoney(options: WalletOptions, closers: Closers): Promise<OpenWallet> {
  const open = await openWallet(options, closers);
  await patiently('Reading the chain', closers, open.wallet.recover());
  return open;
}
