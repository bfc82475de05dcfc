/**
 * What the end of its book does to a need: the buyer's lock falls to what was bought, and all of it comes back where
 * nothing was. Relies on the roof to ask once, after core has written the outcome. docs/protocol/flexibility.md "Money".
 */
import { closedLock } from '@veilgrid/protocol/flexibility/outcome';
import { moveBalance, moveSupply } from '../core/money/accounts.js';
import type { StateContext, StateWriter } from '../core/view.js';
import { isNeed, requireNeed, setStanding, standingOf } from './need.js';
import { resultOf } from './outcome.js';

/** @param id of any book: others than a need's are left alone */
export function needEnded(ctx: StateContext, writer: StateWriter, id: bigint): void {
  if (!isNeed(writer, id)) return;
  const need = requireNeed(ctx, writer, id);
  const standing = standingOf(writer, id);
  const lock = closedLock(need.need, resultOf(ctx, writer, need));
  const back = standing.lock - lock;
  setStanding(writer, id, { ...standing, lock });
  moveBalance(writer, 'dso', back);
  moveSupply(writer, { bonds: -back });
}
