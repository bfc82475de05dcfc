/**
 * What a need asks for, as everything after its opening takes it for granted: half hours within the day, steps that are
 * real orders of the book, and enough of each half hour for ten sellers. Steps of 2^24 Wh cannot reach the 2^42 of a lane.
 * docs/protocol/flexibility.md "Bounds and refusals at opening".
 */
import { hasBit } from '../core/bits.js';
import { ensure } from '../errors.js';
import { MAX_QTY, MIN_GROUP } from '../params.js';
import type { NeedTerms } from './need.js';

const valid = (ok: boolean, field: string) => ensure(ok, 'NEED_QUANTITY_INVALID', { field });

/** @throws ProtocolError NEED_QUANTITY_INVALID */
export function checkNeedQuantities(K: number, { window, up, maxQty, steps }: NeedTerms): void {
  valid(maxQty >= 1 && maxQty <= MAX_QTY, 'maxQty');
  valid(window > 0n && window < 1n << BigInt(K), 'window');
  valid((up & ~window) === 0n, 'up');
  valid(steps.length > 0, 'steps');
  steps.forEach(({ qty }, s) => {
    // A null order would be counted by nobody, and minGroup counts each step.
    valid(
      qty.some((wh) => wh > 0),
      `steps.${s}`,
    );
    qty.forEach((wh, k) => {
      valid(wh <= (hasBit(window, k) ? MAX_QTY : 0), `steps.${s}.qty.${k}`);
    });
  });
  for (let k = 0; k < K; k++) {
    const asked = steps.reduce((sum, { qty }) => sum + qty[k]!, 0);
    // With less it could never trade.
    valid(!hasBit(window, k) || asked >= MIN_GROUP * maxQty, `window.${k}`);
  }
}
