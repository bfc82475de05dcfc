/** What offers, claims and deliveries take from a need: nothing that a node alone says of it. */
import { bytesToHex } from '@noble/hashes/utils.js';
import type { FinalHeaders } from '@veilgrid/protocol/core/fact';
import { Fr } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { FLEXIBILITY_LOG } from '@veilgrid/protocol/flexibility/log';
import type { RouteResponse } from '@veilgrid/protocol/routes';
import { agree } from '../market/auction.js';
import { type NeedList, verifyList } from '../verifier/flexibility/baseline.js';
import {
  type NeedOpening,
  type NeedOutcome,
  type ReleasedBook,
  verifyCalls,
  verifyNeed,
  verifyNeedOutcome,
  verifyRelease,
} from '../verifier/flexibility/need.js';
import type { WalletContext } from '../wallet/context.js';

/** A need as the node tells it: prices in 0.01 currency/MWh, money in 1e-8 currency, times in Unix seconds. */
export type NeedEntry = RouteResponse<'need'>;

/** A need that a wallet may build on. */
export interface TrustedNeed {
  /**
   * What was asked for, times, prices, tiers, shares, list, result and calls are those of signed transactions and of the
   * log in final blocks; roots and counts are checked by what is built, and the rest is the node's word.
   */
  readonly entry: NeedEntry;
  readonly opening: NeedOpening;
  /** Undefined while it is open. */
  readonly outcome: NeedOutcome | undefined;
  readonly released: ReleasedBook | undefined;
  /** Final headers that it rests on. */
  readonly finals: readonly FinalHeaders[];
}

type Asking = Pick<WalletContext, 'api' | 'genesis' | 'hasher'>;

/**
 * The need with its facts. They are checked before anything is looked at that a household keeps to itself, or whether a
 * lie is refused would tell of it.
 * @throws ProtocolError NEED_UNKNOWN, FACT_INVALID with the fact and the field at fault
 */
export async function fetchNeed(ctx: Asking, needId: bigint): Promise<TrustedNeed> {
  const params = { needId };
  const entry = await ctx.api.need({ params });
  const facts = await ctx.api.needFacts({ params });
  const opening = verifyNeed(ctx, needId, facts);
  const { need } = opening;
  const { sequence: _, operatorShare, regulatorShare, ...terms } = need;
  const point = ({ x, y }: { readonly x: bigint; readonly y: bigint }) => ({ x, y });
  const shares = { operatorShare: point(operatorShare), regulatorShare: point(regulatorShare) };
  agree('openNeed', entry, { ...terms, ...shares, needId });
  // Without the auctions a node could leave one out, and see by who refuses whose home settles there.
  agree('baseline', entry, { ...(await fetchList(ctx, opening)) });
  const outcome = verifyNeedOutcome(ctx, opening, facts, entry.offers);
  // What ended or was called between both answers, the facts know.
  if (entry.result) {
    ensure(outcome !== undefined, 'FACT_INVALID', { field: 'result', fact: 'close' });
    agree('close', entry.result, resultOf(outcome));
  }
  const calls = verifyCalls(ctx, needId, facts.calls);
  const missed = entry.called & ~calls.called;
  ensure(missed === 0n, 'FACT_INVALID', { field: 'called', fact: 'callNeed' });
  return {
    entry: { ...entry, ...(outcome && { result: resultOf(outcome) }), called: calls.called },
    opening,
    outcome,
    released: verifyRelease(ctx, needId, facts),
    finals: [...opening.finals, ...(outcome?.finals ?? []), ...calls.finals],
  };
}

async function fetchList({ api, genesis }: Asking, opening: NeedOpening): Promise<NeedList> {
  const { name } = FLEXIBILITY_LOG.baseline;
  const key = bytesToHex(Fr.serialize(opening.needId));
  return verifyList({ genesis }, opening, await api.logFact({ params: { name, key } }));
}

function resultOf({ result }: NeedOutcome): NonNullable<NeedEntry['result']> {
  const { traded, p, lambda, bought } = result;
  return { traded, p: [...p], lambda: [...lambda], bought: [...bought] };
}
