/**
 * The proven sums of A's and B's masks over a set of groups, batch by batch. Relies on the set being frozen and on its
 * tags' checkpoints: a sum goes through every accepted tag, once. What each role opens follows from the chain and the
 * module's rules, and what each signed of the set stands beside it. docs/protocol/core/groups.md.
 */
import { equalBytes } from '@noble/curves/utils.js';
import { CORE_LOG } from '@veilgrid/protocol/core/groups/log';
import { aggregatorOf, type MaskSumBody, maskSumSignals } from '@veilgrid/protocol/core/groups/maskSum';
import { setDigest } from '@veilgrid/protocol/core/groups/setDigest';
import { container, Fr, U32 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import type { Aggregator } from '@veilgrid/protocol/roles';
import type { Handler } from '../handler.js';
import { keys } from '../keys.js';
import { foldBounds } from '../lists/folds.js';
import { writeLog } from '../log.js';
import { read, write } from '../record.js';
import type { StateContext, StateView } from '../view.js';
import { countsWith, putCounts } from './counts.js';
import { getFirstSum, putFirstSum, Sum } from './firstSum.js';
import { requireGroup, rulesOf, tagList, termsOf } from './group.js';
import { dateOpening } from './openedAt.js';
import { getRestSum, sumEntryOf } from './openedSum.js';
import { type Step, stepOf } from './step.js';

/** Batches done of the whole set, the hidden sums after the last of them, and those before the first opening's. */
const Progress = container({ next: U32, state: Fr, before: Fr });

/** @param host the group that closes the set */
export function maskSumProgress(view: StateView, host: bigint, aggregator: number) {
  return read(view, keys.maskSumProgress(host, aggregator), Progress) ?? { next: 0, state: 0n, before: 0n };
}

function aggregator(body: MaskSumBody): Aggregator {
  const role = aggregatorOf(body.aggregator);
  ensure(role !== undefined, 'VALUE_OUT_OF_RANGE', { field: 'aggregator' });
  return role;
}

function stateIn(view: StateView, { host, begins, again }: Step, body: MaskSumBody): bigint {
  if (begins) return 0n;
  const { state, before } = maskSumProgress(view, host, body.aggregator);
  return again ? before : state;
}

/** What a role shows is the ledger's to say: words opened otherwise would single out whom the count does not hide. */
function checkOpening({ host, opens, records }: Step, body: MaskSumBody): void {
  for (const field of ['both', 'net'] as const)
    ensure(body[field] === opens[field], 'WORDS_DIFFER', { field });
  for (const field of ['money', 'count'] as const)
    ensure(body[field] === opens[field], 'SET_DIFFERS', { field });
  ensure(equalBytes(body.set, setDigest(host, records, opens)), 'SET_DIFFERS', { field: 'set' });
}

/** The set's entry in the log with this role's sum, if the other's is there. @throws ProtocolError LANES_INVALID */
function entryWith(ctx: StateContext, view: StateView, { host, opens, records }: Step, body: MaskSumBody) {
  const other = getRestSum(view, host, 1 - body.aggregator);
  const set = records.map(({ groupId }) => groupId);
  return other && sumEntryOf(ctx, view, set, opens, [body.sum, other]);
}

/** The host's counts with this role's sum, where they open first. @throws ProtocolError LANES_INVALID */
function firstWith(ctx: StateContext, view: StateView, { host }: Step, body: MaskSumBody) {
  if (!rulesOf(ctx, requireGroup(view, host)).counted) return undefined;
  return countsWith(ctx, view, host, body.aggregator, body.sum);
}

/** The role has shown all that its set ever shows. */
function isFinal(ctx: StateContext, view: StateView, host: bigint, aggregator: number): boolean {
  const { rest } = rulesOf(ctx, requireGroup(view, host));
  return (rest ? getRestSum : getFirstSum)(view, host, aggregator) !== undefined;
}

export const maskSum: Handler<'maskSum'> = {
  check(ctx, view, body) {
    const step = stepOf(ctx, view, body);
    const { host, number } = step;
    ensure(!isFinal(ctx, view, host, body.aggregator), 'MASK_SUM_FINAL');
    checkOpening(step, body);
    const { next } = maskSumProgress(view, host, body.aggregator);
    // Starting again is allowed until the last batch, which is final.
    ensure(number === 0 || number === next, 'BATCH_OUT_OF_ORDER', { field: 'batch', expected: next });
    if (step.first) firstWith(ctx, view, step, body);
    if (step.rest) entryWith(ctx, view, step, body);
  },
  apply(ctx, writer, body) {
    const step = stepOf(ctx, writer, body);
    const { host, number } = step;
    const { before } = maskSumProgress(writer, host, body.aggregator);
    write(writer, keys.maskSumProgress(host, body.aggregator), Progress, {
      next: number + 1,
      state: body.stateOut,
      before: step.first ? stateIn(writer, step, body) : before,
    });
    if (step.first) {
      const lanes = firstWith(ctx, writer, step, body);
      if (lanes) putCounts(writer, host, lanes);
      putFirstSum(writer, host, body.aggregator, body.sum);
      dateOpening(ctx, writer, host, body.aggregator, 'first');
    }
    if (!step.rest) return;
    const entry = entryWith(ctx, writer, step, body);
    write(writer, keys.maskSum(host, body.aggregator), Sum, body.sum);
    dateOpening(ctx, writer, host, body.aggregator, 'rest');
    const { energy } = rulesOf(ctx, requireGroup(writer, host));
    if (entry && energy?.logged === 'opened') writeLog(ctx, writer, CORE_LOG.sum, entry);
  },
  signals(ctx, view, body, context) {
    const role = aggregator(body);
    const step = stepOf(ctx, view, body);
    const { lastDomain } = rulesOf(ctx, requireGroup(view, body.groupId));
    const signals = maskSumSignals(ctx.genesis.params, body, role, context, {
      ...foldBounds(view, tagList(ctx, view, body.groupId, role), body.batch),
      groupId: body.groupId,
      terms: termsOf(view, body.groupId) ?? 0n,
      lastDomain,
      stateIn: stateIn(view, step, body),
      first: step.begins,
      last: step.first || step.rest,
      // As it says; whether the ledger wants this is checked apart.
      both: body.both,
      net: body.net,
      money: body.money,
      count: body.count,
    });
    return [signals];
  },
};
