/**
 * Whether a store has all that its wallet said. Consents are found again by the seed, answers are not: a consent that
 * was not sent from here was answered under elsewhere, as far as anybody here can tell.
 */
import { equalBytes } from '@noble/curves/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { ensure } from '@veilgrid/protocol/errors';
import { decodeTx, txDigest } from '@veilgrid/protocol/tx';
import type { WalletContext } from '../wallet/context.js';
import { keptVersions, type TxStore } from '../wallet/txStore.js';
import { keptPrefix, type OwnConsent } from './ownConsents.js';

/**
 * @param own all of the wallet's consents, as they stand on the ledger
 * @param lost the caller knows that what was said under unknown ones is forgotten: they are known from now on
 * @throws ProtocolError MEMORY_LOST {field: consents}
 */
export async function ensureKnown(
  ctx: Pick<WalletContext, 'genesis'>,
  store: TxStore,
  own: readonly OwnConsent[],
  lost: boolean,
): Promise<void> {
  for (const { index, consentId } of own) {
    if (await isKept(ctx, store, index, consentId)) continue;
    const name = `forgotten-${bytesToHex(consentId)}`;
    if (lost) await store.keep(name, consentId);
    else ensure((await store.find(name)) !== undefined, 'MEMORY_LOST', { field: 'consents', name });
  }
}

async function isKept(
  { genesis: { profile, chainId } }: Pick<WalletContext, 'genesis'>,
  store: TxStore,
  index: number,
  consentId: Uint8Array,
): Promise<boolean> {
  const kept = await keptVersions(store, keptPrefix(index));
  return kept.some((bytes) => equalBytes(txDigest(profile, chainId, decodeTx(profile, bytes)), consentId));
}
