/**
 * What a published set holds of deposits that nobody settled: late bills take from it, and the supplier has the rest
 * when their time is over. Relies on publish to hold no more than is there. protocol/market.md, releaseHeld.
 */
import { Money } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { publishedSet, publishedWith } from '../core/groups/mergedSet.js';
import type { Handler } from '../core/handler.js';
import { assertConservation, moveBalance, moveSupply } from '../core/money/accounts.js';
import { read, write } from '../core/record.js';
import type { StateView, StateWriter } from '../core/view.js';
import { lateBillsEnd, requireAuction } from './auction.js';
import { keys } from './keys.js';

/** @param host under which the set was published */
export function heldOf(view: StateView, host: bigint): bigint {
  return read(view, keys.held(host), Money) ?? 0n;
}

export function setHeld(writer: StateWriter, host: bigint, amount: bigint): void {
  write(writer, keys.held(host), Money, amount);
}

export const releaseHeld: Handler<'releaseHeld'> = {
  check(ctx, view, { host }) {
    requireAuction(view, host);
    ensure(publishedWith(view, host) === host, 'HELD_LOCKED', { field: 'host' });
    const over = (id: bigint) => ctx.time >= lateBillsEnd(ctx, requireAuction(view, id));
    ensure(publishedSet(view, host).every(over), 'HELD_LOCKED', { field: 'host' });
    ensure(heldOf(view, host) > 0n, 'HELD_EXHAUSTED', { field: 'host' });
  },
  apply(_ctx, writer, { host }) {
    const amount = heldOf(writer, host);
    setHeld(writer, host, 0n);
    moveBalance(writer, 'supplier', amount);
    moveSupply(writer, { held: -amount });
    assertConservation(writer);
  },
};
