/** What claims and deliveries of a need take from the chain, and the terms under which they are masked. docs/protocol/flexibility.md "Terms". */
import { ensure, fail } from '@veilgrid/protocol/errors';
import { callsEnd } from '@veilgrid/protocol/flexibility/calls';
import type { SettledNeed } from '@veilgrid/protocol/flexibility/claim';
import { needArrays } from '@veilgrid/protocol/flexibility/outcome';
import { type NeedBaseline, needTermsOf } from '@veilgrid/protocol/flexibility/terms';
import { MONEY } from '@veilgrid/protocol/params';
import type { WalletContext } from '../wallet/context.js';
import { factorsOf } from './factors.js';
import type { TrustedNeed } from './need.js';
import { fetchNeedAuctions } from './needAuctions.js';
import { fetchReadDay, type ReadDay } from './readDay.js';

type Asking = Pick<WalletContext, 'api' | 'genesis' | 'hasher'>;

/** A need as one settles under it now. */
export interface Settling {
  readonly settled: SettledNeed;
  /** Where something counts as called: the need's day, then the listed ones. */
  readonly days: readonly ReadDay[] | undefined;
}

/**
 * All of it is computed from facts; where the node tells terms, they must be the same.
 * @param time of the last final block
 * @throws ProtocolError PHASE_WRONG, LATE_BILL_CLOSED, FACT_INVALID
 */
export async function settledNeedOf(ctx: Asking, trusted: TrustedNeed, time: bigint): Promise<Settling> {
  const { genesis } = ctx;
  const { entry, opening, outcome } = trusted;
  const { need } = opening;
  if (!outcome) throw fail('PHASE_WRONG', { field: 'needId', phase: entry.phase });
  const late = time >= need.deliverEnd;
  const over = time >= need.deliverEnd + BigInt(genesis.windows.late);
  ensure(!over, 'LATE_BILL_CLOSED', { deliverEnd: String(need.deliverEnd) });
  const called = outcome.void ? 0n : await countedOf(ctx, trusted, time);
  if (called !== 0n) waitFor('deliverFrom', need.deliverFrom, time);
  const known = called === 0n ? undefined : await baselineOf(ctx, trusted);
  const state = {
    chainId: genesis.chainId,
    needId: entry.needId,
    asset: MONEY,
    need,
    offerCount: entry.offers,
    offerRoot: entry.offerRoot,
    void: outcome.void,
    share: entry.share,
    result: outcome.result,
    arrays: needArrays(need, outcome.result, called),
    called,
    baseline: known?.baseline,
    late,
  };
  const terms = needTermsOf(genesis.profile, state);
  const told = late ? entry.lateTerms : entry.terms;
  ensure(told === undefined || told === terms, 'FACT_INVALID', { field: 'terms', fact: 'openNeed' });
  return { settled: { ...state, terms }, days: known?.days };
}

/** What counts as called: nothing of a dead market, which is known when all of its homes could have settled. */
async function countedOf(ctx: Asking, trusted: TrustedNeed, time: bigint): Promise<bigint> {
  const { entry, opening } = trusted;
  waitFor('callsEnd', callsEnd(ctx.genesis.params.K, opening.need), time);
  if (entry.called === 0n) return 0n;
  const auctions = await fetchNeedAuctions(ctx, trusted);
  const settled = auctions.reduce((last, { settleEnd }) => (settleEnd > last ? settleEnd : last), 0n);
  waitFor('settleEnd', settled, time);
  const counted = auctions.every(({ endedInTime }) => endedInTime) ? entry.called : 0n;
  ensure(counted === entry.counted, 'FACT_INVALID', { field: 'counted', fact: 'callNeed' });
  return counted;
}

function waitFor(field: string, from: bigint, time: bigint): void {
  ensure(time >= from, 'PHASE_WRONG', { field, [field]: String(from) });
}

async function baselineOf(
  ctx: Asking,
  trusted: TrustedNeed,
): Promise<{ readonly baseline: NeedBaseline; readonly days: readonly ReadDay[] }> {
  const { entry, opening } = trusted;
  const own = await fetchReadDay(ctx, opening.area, entry.day, entry.auctions);
  const listed: ReadDay[] = [];
  for (const day of entry.days) listed.push(await fetchReadDay(ctx, opening.area, day));
  const baseline = {
    factors: await factorsOf(ctx, trusted),
    days: entry.days,
    readRoots: listed.map(({ root }) => root),
    readRoot: own.root,
  };
  return { baseline, days: [own, ...listed] };
}
