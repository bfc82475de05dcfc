/**
 * Points whose owners agreed not to be hidden, among all that could have offered: of a need that was not called nobody
 * says whose claims they are, so each of them may be one. Kept with the first claim, as what was pinned no longer
 * changes. docs/protocol/flexibility.md "What opens".
 */
import { U32 } from '@veilgrid/protocol/core/ssz';
import { pointsAt } from '../core/points/group.js';
import { mustRead, write } from '../core/record.js';
import type { StateView, StateWriter } from '../core/view.js';
import { requireAuction } from '../market/auction.js';
import { keys } from './keys.js';
import type { Need } from './need.js';

export function keepOpenPoints(writer: StateWriter, { needId, auctions }: Need): void {
  const open = auctions.map((id) => {
    const auction = requireAuction(writer, id);
    return pointsAt(writer, auction, auction.pointChanges).filter((point) => point.open === 1).length;
  });
  write(
    writer,
    keys.openPoints(needId),
    U32,
    open.reduce((sum, n) => sum + n, 0),
  );
}

/** Of a need that has a member. */
export function openPointsOf(view: StateView, needId: bigint): number {
  return mustRead(view, keys.openPoints(needId), U32);
}
