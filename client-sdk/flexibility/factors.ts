/** Reference factors as a wallet computes them itself, from opened sums. docs/protocol/flexibility.md "Baseline". */
import { bytesToHex } from '@noble/hashes/utils.js';
import { CORE_LOG } from '@veilgrid/protocol/core/groups/log';
import { Fr } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { type Factors, plainFactors } from '@veilgrid/protocol/flexibility/baseline';
import { type ReferenceDay, referenceFactors, sellersFactors } from '@veilgrid/protocol/flexibility/factors';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { toJson } from '@veilgrid/protocol/routes';
import { unlessMissing } from '../client/unlessMissing.js';
import { verifyReference } from '../verifier/flexibility/factors.js';
import type { WalletContext } from '../wallet/context.js';
import type { TrustedNeed } from './need.js';

type Asking = Pick<WalletContext, 'api' | 'genesis' | 'hasher'>;

/**
 * Where every set is shown to count they follow from the sums. Where one is not, they are 1, or the sellers' if the buyer
 * kept it back: which of both, no fact shows, and the node says; by the wrong one terms are others.
 * @throws ProtocolError FACT_INVALID where the node says something else
 */
export async function factorsOf(ctx: Asking, { entry, opening }: TrustedNeed): Promise<Factors> {
  const { K } = ctx.genesis.params;
  const { refs, day, up, deliverFrom } = opening.need;
  const dayOf = (of: number) => fetchReferences(ctx, refs, of, deliverFrom);
  const own = await dayOf(day);
  const listed = await Promise.all(entry.days.map(dayOf));
  const all = [own, ...listed].every((days) => days.length === refs.length);
  const possible = all
    ? [refs.length === 0 ? plainFactors(K) : referenceFactors(K, own, listed)]
    : [plainFactors(K), sellersFactors(K, up)];
  const told = entry.factors && toJson(entry.factors);
  const factors = told === undefined && all ? possible[0] : possible.find((each) => toJson(each) === told);
  ensure(factors !== undefined, 'FACT_INVALID', { field: 'factors', fact: 'sum' });
  return factors;
}

/** Those of the day that count. */
async function fetchReferences(
  { api, genesis, hasher }: Asking,
  refs: TrustedNeed['opening']['need']['refs'],
  day: number,
  until: bigint,
): Promise<ReferenceDay[]> {
  const days: ReferenceDay[] = [];
  for (const ref of refs) {
    const auctionId = auctionIdOf(hasher, genesis.chainId, { ...ref, day });
    const params = { name: CORE_LOG.sum.name, key: bytesToHex(Fr.serialize(auctionId)) };
    const fact = await unlessMissing(() => api.logFact({ params }));
    const shown = fact && verifyReference({ genesis }, auctionId, until, fact);
    if (shown) days.push(shown);
  }
  return days;
}
