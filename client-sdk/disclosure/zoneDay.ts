import { bytesToHex } from '@noble/hashes/utils.js';
import type { LogFact } from '@veilgrid/protocol/core/fact';
import { CORE_LOG } from '@veilgrid/protocol/core/groups/log';
import { Fr } from '@veilgrid/protocol/core/ssz';
import { fail } from '@veilgrid/protocol/errors';
import { type ShownSet, verifySet, type ZoneFigure, zoneFigure } from '../verifier/disclosure/zoneDay.js';
import type { Asking } from './facts.js';

/** A published set, and the auction that closes it: the large one. */
export interface PublishedSet {
  readonly set: ShownSet;
  readonly group: bigint;
}

/**
 * The set that an auction was published in, its own or that of the large one which took it in.
 * @throws ProtocolError NOT_FOUND while it is not published; FACT_INVALID
 */
export async function fetchSet({ api, genesis }: Asking, auctionId: bigint): Promise<PublishedSet> {
  const sum = await fetchSum({ api }, await api.aggregate({ params: { auctionId } }));
  if (!sum) throw fail('FACT_INVALID', { field: 'auctions', fact: CORE_LOG.sum.name });
  const { group, fact } = sum;
  return { set: verifySet(genesis, auctionId, group, fact), group };
}

/**
 * What a set showed of its energy, as the log has it under the auction that closes the set.
 * @returns undefined where the node names no auction
 */
export async function fetchSum(
  { api }: Pick<Asking, 'api'>,
  { auctions }: { readonly auctions: readonly bigint[] },
): Promise<{ readonly group: bigint; readonly fact: LogFact } | undefined> {
  const group = auctions.at(-1);
  if (group === undefined) return undefined;
  const key = bytesToHex(Fr.serialize(group));
  return { group, fact: await api.logFact({ params: { name: CORE_LOG.sum.name, key } }) };
}

/**
 * What the zone used in these half hours of an auction's day.
 * @param periods bit a half hour
 * @throws ProtocolError NOT_FOUND while it is not published; FACT_INVALID
 */
export async function fetchZoneDay(ctx: Asking, auctionId: bigint, periods: bigint): Promise<ZoneFigure> {
  const { set } = await fetchSet(ctx, auctionId);
  return zoneFigure(set, periods);
}
