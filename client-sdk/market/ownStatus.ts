/** Whether the DSO reads a point's day, and by what: the list of an auction as one household needs it. */
import { bytesToHex } from '@noble/hashes/utils.js';
import type { SignedReadings } from '@veilgrid/protocol/core/readings';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { showMemoSecret } from '@veilgrid/protocol/market/shownSecret';
import { MAX_STATUS_ENTRIES } from '@veilgrid/protocol/market/statusList';
import { openStatusMemo, statusMemoSecret } from '@veilgrid/protocol/market/statusMemo';
import { NO_STATUS_DIGEST, nextStatusDigest, statusMemoHash } from '@veilgrid/protocol/market/terms';
import type { RouteResponse } from '@veilgrid/protocol/routes';
import { allItems } from '../client/submit.js';
import { verifySignedFact } from '../verifier/signedFact.js';
import type { WalletContext } from '../wallet/context.js';
import type { AuctionEntry } from './auction.js';

/** The list without what is sealed. */
export interface StatusEntries {
  readonly entries: readonly RouteResponse<'statusList'>['items'][number][];
  /** Of those before settlement, which stands in terms. */
  readonly digest: Uint8Array;
}

export async function fetchStatus({ api }: WalletContext, entry: AuctionEntry): Promise<StatusEntries> {
  const { auctionId, status } = entry;
  const entries =
    status.entries === 0 ? [] : await allItems((query) => api.statusList({ params: { auctionId }, query }));
  return { entries, digest: entries.slice(0, status.early).reduce(nextStatusDigest, NO_STATUS_DIGEST) };
}

/** A household's place on a list. */
export interface OwnStatus {
  /** Before settlement, so that its reading stands in terms. */
  readonly early: boolean;
  /** May use either reading. */
  readonly struck: boolean;
  /** What the DSO read, and signed if it is right; undefined where the memo does not open. */
  readonly memo: SignedReadings | undefined;
  /** X25519, of the memo. */
  readonly ephemeral: Uint8Array;
}

/**
 * Takes the whole page of memos around the own one, so that the node does not learn whose it is.
 * @returns undefined for a point that is not listed
 * @throws ProtocolError FACT_INVALID where the node answers another memo than is listed, or an entry that no block holds
 */
export async function ownStatus(
  { api, keys, genesis }: WalletContext,
  { auctionId, status }: AuctionEntry,
  { entries }: StatusEntries,
  tagA: bigint,
): Promise<OwnStatus | undefined> {
  const index = entries.findIndex(({ tag }) => tag === tagA);
  if (index < 0) return undefined;
  const from = index - (index % MAX_STATUS_ENTRIES);
  const query = { from, limit: MAX_STATUS_ENTRIES };
  const { items } = await api.statusMemos({ params: { auctionId }, query });
  const found = items[index - from];
  const listed = entries[index]!;
  if (!found || bytesToHex(statusMemoHash(found)) !== bytesToHex(listed.memoHash)) {
    throw fail('FACT_INVALID', { field: 'memoHash', fact: 'statusList' });
  }
  const early = index < status.early;
  if (!early) await ensureListed({ api, genesis }, auctionId, listed);
  const secret = statusMemoSecret(keys.signSecret, found.ephemeral);
  const memo =
    secret && openStatusMemo(genesis.params, secret, { auctionId, tag: tagA, sealed: found.sealed });
  return { early, struck: listed.struck, memo, ephemeral: found.ephemeral };
}

/**
 * An entry of after settlement stands in no terms. Built on one that no block holds, a late bill is refused for ever,
 * and no other is built under its terms; and a complaint about it would open whatever memo it was made from.
 * @throws ProtocolError FACT_INVALID
 */
async function ensureListed(
  { api, genesis }: Pick<WalletContext, 'api' | 'genesis'>,
  auctionId: bigint,
  { tag, memoHash }: StatusEntries['entries'][number],
): Promise<void> {
  const facts = await allItems((query) => api.statusFacts({ params: { auctionId }, query }));
  const holds = facts.some((fact) => {
    const { body } = verifySignedFact(genesis, 'statusList', fact);
    const entry = body.auctionId === auctionId && body.entries.find((each) => each.tag === tag);
    return entry && bytesToHex(statusMemoHash(entry)) === bytesToHex(memoHash);
  });
  ensure(holds, 'FACT_INVALID', { field: 'entries', fact: 'statusList' });
}

/**
 * What a household shows the regulator of a memo that is no use to it: nothing but this memo opens by it. Nothing where
 * the ephemeral key is nobody's, as anybody sees.
 */
export function complaintOf(
  { keys }: Pick<WalletContext, 'keys'>,
  auctionId: bigint,
  {
    position,
    tag,
    ephemeral,
  }: Pick<OwnStatus, 'ephemeral'> & { readonly position: number; readonly tag: bigint },
) {
  const secret = bytesToHex(showMemoSecret(keys.signSecret, ephemeral) ?? new Uint8Array());
  return { auctionId: String(auctionId), position, tag: String(tag), secret };
}
