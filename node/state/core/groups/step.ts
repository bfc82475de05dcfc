/**
 * Where one batch of a role's mask sums stands among all of its set, and what it must open. A set's own batches come
 * first; where a count decides they end with it alone. A set that is known goes on through those that it takes in, and
 * its very last batch opens the rest; where something opened there before, it comes a second time. Relies on modules'
 * rules to follow from what no longer changes. docs/protocol/core/groups.md.
 */
import type { MaskSumBody } from '@veilgrid/protocol/core/groups/maskSum';
import type { SetMember } from '@veilgrid/protocol/core/groups/setDigest';
import { COUNT_ALONE, NOTHING, type Opening } from '@veilgrid/protocol/core/groups/words';
import { ensure } from '@veilgrid/protocol/errors';
import type { StateContext, StateView } from '../view.js';
import { sizeIn } from './counts.js';
import { memberCount, requireGroup, rulesOf, setMember } from './group.js';
import { mergedSet } from './mergedSet.js';

export interface Step {
  /** The group under which the sums are kept, whose count decides where one does. */
  readonly host: bigint;
  /** From 0 on, through all batches of the set. */
  readonly number: number;
  readonly opens: Opening;
  /** The set's last batch for the second time, from the state that it began with. */
  readonly again: boolean;
  /** The very first batch, or that one again. */
  readonly begins: boolean;
  /** Opens what opens first. */
  readonly first: boolean;
  /** Opens the rest: after it nothing of the set is opened any more. */
  readonly rest: boolean;
  /** Groups that the signed digest names, the host last. */
  readonly records: readonly SetMember[];
}

/** Told by what a repetition shows: not the count that was shown, or money that was not. */
const repeats = (body: MaskSumBody, first: Opening) =>
  (first.count === 1 && body.count === 0) || body.money > first.money;

/**
 * @throws ProtocolError AUCTION_UNKNOWN, PHASE_WRONG, BATCH_OUT_OF_ORDER where there is no such batch, GROUP_TOO_SMALL
 * where the set waits or nothing more of it opens
 */
export function stepOf(ctx: StateContext, view: StateView, body: MaskSumBody): Step {
  const group = requireGroup(view, body.groupId);
  const { counted, first: beside = COUNT_ALONE, rest } = rulesOf(ctx, group);
  ensure(ctx.time >= group.freezes, 'PHASE_WRONG');
  const set = mergedSet(ctx, view, group.id);
  const small = () => ({ members: memberCount(view, group.id) });
  const waits = set.length === 0 && (!counted || sizeIn(ctx, view, group) === 'small');
  ensure(!waits, 'GROUP_TOO_SMALL', small());
  const host = set.at(-1) ?? group.id;
  const batches = (id: bigint) => Math.ceil(memberCount(view, id) / ctx.genesis.params.maskN);
  ensure(body.batch < batches(group.id), 'BATCH_OUT_OF_ORDER', { field: 'batch' });
  const own = batches(host);
  const through = (ids: readonly bigint[]) => ids.reduce((sum, id) => sum + batches(id), own);
  const total = through(set.slice(0, -1));
  const place = group.id === host ? body.batch : through(set.slice(0, set.indexOf(group.id))) + body.batch;
  const firstAt = (counted ? own : total) - 1;
  const again = place === firstAt && firstAt === total - 1 && set.length > 0 && repeats(body, beside);
  const first = place === firstAt && !again;
  const last = again || (place === total - 1 && !first);
  const after = last ? rest?.(ctx, view, set) : undefined;
  ensure(!last || after !== undefined, 'GROUP_TOO_SMALL', small());
  const alone = counted && group.id === host && !again;
  return {
    host,
    number: again ? total : place,
    opens: after ?? (first ? beside : NOTHING),
    again,
    begins: place === 0,
    first,
    rest: last,
    records: (alone ? [host] : set).map((id) => setMember(ctx, view, id)),
  };
}
