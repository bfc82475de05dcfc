/**
 * Where one batch of a role's mask sums stands among all of its set, and what it must open. A set's own batches come
 * first and end with its count alone; a large one goes on through those that it takes in, and its very last batch, or
 * its own last a second time, opens money and words. protocol/core.md, maskSum.
 */
import type { MaskSumBody } from '@veilgrid/protocol/core/groups/maskSum';
import type { SetMember } from '@veilgrid/protocol/core/groups/setDigest';
import { COUNT_ALONE, NOTHING, type Opening, wordsOf } from '@veilgrid/protocol/core/groups/words';
import { ensure } from '@veilgrid/protocol/errors';
import type { StateContext, StateView } from '../view.js';
import { calledWords } from './called.js';
import { getCounts, sizeIn } from './counts.js';
import { type Group, memberCount, requireGroup, setMember, standing } from './group.js';
import { mergedSet } from './mergedSet.js';

export interface Step {
  /** The group whose count decides, and under which the sums are kept. */
  readonly host: bigint;
  /** From 0 on, through all batches of the set. */
  readonly number: number;
  /** Opens the count, the words, or nothing. */
  readonly opens: Opening;
  /** The host's last batch for the second time, from the state that it began with. */
  readonly again: boolean;
  /** Opens the host's count, and ends its own batches. */
  readonly counts: boolean;
  /** Opens money and words. */
  readonly final: boolean;
  /** Groups that the signed digest names, the host last. */
  readonly records: readonly SetMember[];
}

function openingOf(ctx: StateContext, view: StateView, { id, zone, day }: Group): Opening {
  const { params } = ctx.genesis;
  const { open } = standing(view, id);
  const called = calledWords(params, view, zone, day);
  return { ...wordsOf(params, getCounts(ctx, view, id)!, open, called), money: 1, count: 0 };
}

/** @throws ProtocolError AUCTION_UNKNOWN, PHASE_WRONG, GROUP_TOO_SMALL, BATCH_OUT_OF_ORDER where there is no such batch */
export function stepOf(ctx: StateContext, view: StateView, body: MaskSumBody): Step {
  const group = requireGroup(view, body.auctionId);
  ensure(ctx.time >= group.freezes, 'PHASE_WRONG');
  const set = mergedSet(ctx, view, group.id);
  const waits = set.length === 0 && sizeIn(ctx, view, group) === 'small';
  ensure(!waits, 'GROUP_TOO_SMALL', { members: memberCount(view, group.id) });
  const host = set.at(-1) ?? group.id;
  const batches = (id: bigint) => Math.ceil(memberCount(view, id) / ctx.genesis.params.maskN);
  ensure(body.batch < batches(group.id), 'BATCH_OUT_OF_ORDER', { field: 'batch' });
  const own = batches(host);
  const counts = group.id === host && body.batch === own - 1;
  const total = set.slice(0, -1).reduce((sum, id) => sum + batches(id), own);
  const again = counts && set.length > 0 && total === own && body.money === 1;
  const alone = { host, again, records: [setMember(ctx, view, host)] };
  if (group.id === host && !again) {
    const opens = counts ? COUNT_ALONE : NOTHING;
    return { ...alone, number: body.batch, opens, counts, final: false };
  }
  const before = set.slice(0, set.indexOf(group.id)).reduce((sum, id) => sum + batches(id), own);
  const number = again ? own : before + body.batch;
  const final = again || number === total - 1;
  const opens = final ? openingOf(ctx, view, requireGroup(view, host)) : NOTHING;
  return {
    host,
    again,
    number,
    opens,
    counts: false,
    final,
    records: set.map((id) => setMember(ctx, view, id)),
  };
}
