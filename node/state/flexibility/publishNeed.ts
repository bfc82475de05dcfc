/**
 * Shares out the money of a set of needs whose sums are open. Relies on a merged set that is final, on both mask sums
 * being proven over exactly its tags, and on claim and deliver for the range of every lane; bounds are checked all the
 * same, and books that do not add up afterwards halt the ledger. docs/protocol/flexibility.md "Money".
 */
import { container, Fr, Money, U32 } from '@veilgrid/protocol/core/ssz';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { type NeedMoney, openNeedMoney } from '@veilgrid/protocol/flexibility/lanes';
import { FLEXIBILITY_LOG } from '@veilgrid/protocol/flexibility/log';
import { memberCount } from '../core/groups/group.js';
import { publishedWith, requireSet, sealSet } from '../core/groups/mergedSet.js';
import { openedCount, openedMoney } from '../core/groups/openedSum.js';
import type { Handler } from '../core/handler.js';
import { readLog, writeLog } from '../core/log.js';
import { assertConservation, moveBalance, moveSupply } from '../core/money/accounts.js';
import { mustRead, write } from '../core/record.js';
import type { StateContext, StateView } from '../core/view.js';
import { keys } from './keys.js';
import { type Need, requireNeed, setStanding, standingOf } from './need.js';
import { shareOf } from './settledNeed.js';

/** How the money was shared out; what was opened stands in the log. */
const PublicationRecord = container({
  /** Of the buyer, until then. */
  lock: Money,
  /** Of all offers, less what came back before. */
  deposits: Money,
  buyerShare: Money,
  /** Of forfeits, to the issuer. */
  forfeitRest: Money,
  /** Kept for late payments. */
  held: Money,
  /** Late payments before the publication. */
  lateCount: U32,
  latePaid: Money,
});

/** The set under which a need is published; undefined before. */
export function getNeedPublication(view: StateView, id: bigint) {
  const host = publishedWith(view, id);
  if (host === undefined) return undefined;
  const shared = mustRead(view, keys.publication(host), PublicationRecord);
  return { ...shared, ...readLog(view, FLEXIBILITY_LOG.need, Fr.serialize(host)) };
}

/** The needs of a set, the one under which it is published last. */
type NeedSet = readonly Need[];

const idsOf = (set: NeedSet) => set.map(({ needId }) => needId);

/** @throws ProtocolError GROUP_TOO_SMALL for a set that waits for a larger one, or was merged into it */
function setOf(ctx: StateContext, view: StateView, id: bigint): NeedSet {
  const set = requireSet(ctx, view, id);
  ensure(set.at(-1) === id, 'GROUP_TOO_SMALL', { members: memberCount(view, id) });
  const needs = set.map((each) => requireNeed(ctx, view, each));
  // A need that nobody made void holds deposits that no sum knows of.
  const ended = needs.every(({ book }) => book.outcome !== 'open');
  ensure(ended, 'PHASE_WRONG', { field: 'needId' });
  return needs;
}

interface OpenedMoney extends NeedMoney {
  readonly members: number;
}

/** @throws ProtocolError MASK_SUM_MISSING, LANES_INVALID */
function moneyOf(ctx: StateContext, view: StateView, set: NeedSet): OpenedMoney {
  const { word, members } = openedMoney(ctx, view, idsOf(set));
  const { word: owed } = openedCount(ctx, view, idsOf(set));
  const money = openNeedMoney(word, owed, members);
  if (!money) throw fail('LANES_INVALID');
  return { ...money, members };
}

/**
 * What was charged stays the buyer's, what nobody could prove is the issuer's: the buyer's word or silence could keep
 * readings off the ledger. Of a forfeit the buyer has nothing.
 * @throws ProtocolError LANES_INVALID
 */
function sharesOf(view: StateView, set: NeedSet, money: NeedMoney) {
  const sum = (part: (need: Need) => bigint) => set.reduce((all, need) => all + part(need), 0n);
  const lock = sum(({ needId }) => standingOf(view, needId).lock);
  const deposits = sum(({ needId }) => standingOf(view, needId).deposits);
  const latePaid = sum(({ needId }) => standingOf(view, needId).latePaid);
  const forfeits = sum(({ book }) => book.forfeit);
  const shares = sum((need) => shareOf(view, need) * BigInt(memberCount(view, need.needId)));
  const compensation = money.owed > 0n ? money.owed : 0n;
  const held = deposits - money.deposit - latePaid;
  ensure(held >= 0n, 'LANES_INVALID', { field: 'deposit' });
  const buyerShare = lock + money.deposit - money.pay + shares - money.unproven - compensation;
  ensure(buyerShare >= 0n, 'LANES_INVALID', { field: 'pay' });
  return {
    ...{ lock, deposits, latePaid, held, buyerShare, compensation, forfeits },
    lateCount: set.reduce((all, { needId }) => all + standingOf(view, needId).lateCount, 0),
    forfeitRest: forfeits - shares,
  };
}

export const publishNeed: Handler<'publishNeed'> = {
  check(ctx, view, { needId }) {
    const { need } = requireNeed(ctx, view, needId);
    ensure(ctx.time >= need.publish, 'PHASE_WRONG');
    ensure(publishedWith(view, needId) === undefined, 'ALREADY_PUBLISHED');
    const set = setOf(ctx, view, needId);
    sharesOf(view, set, moneyOf(ctx, view, set));
  },
  apply(ctx, writer, { needId }) {
    const set = setOf(ctx, writer, needId);
    const { members, pay, deposit, charges, unproven, owed } = moneyOf(ctx, writer, set);
    const share = sharesOf(writer, set, { pay, deposit, charges, unproven, owed });
    const { compensation, held } = share;
    write(writer, keys.publication(needId), PublicationRecord, share);
    for (const id of idsOf(set)) {
      const own = { held: id === needId ? held : 0n, lock: 0n, deposits: 0n };
      setStanding(writer, id, { ...standingOf(writer, id), ...own });
    }
    writeLog(ctx, writer, FLEXIBILITY_LOG.need, {
      ...{ needId, members, pay, deposit, charges, unproven, compensation },
      merged: idsOf(set),
    });
    sealSet(ctx, writer, idsOf(set));
    moveBalance(writer, 'dso', share.buyerShare);
    moveBalance(writer, 'supplier', compensation);
    moveBalance(writer, 'issuer', unproven + share.forfeitRest);
    // What is left of lock and deposits is notes: payments in time, and late ones.
    const given = share.buyerShare + compensation + unproven + share.forfeitRest;
    moveSupply(writer, {
      shielded: share.lock - given - held,
      deposits: -share.deposits - share.forfeits,
      bonds: -share.lock,
      held,
    });
    assertConservation(writer);
  },
};
