/** What trades: ten at least have sold in every half hour that does, whatever was offered. */
import { hasBit } from '@veilgrid/protocol/core/bits';
import { SELL } from '@veilgrid/protocol/core/books/cells';
import { fillOf } from '@veilgrid/protocol/core/books/clearing';
import { isTraded, publishedResult } from '@veilgrid/protocol/core/books/result';
import { stepCells } from '@veilgrid/protocol/flexibility/need';
import { closedLock, needResult } from '@veilgrid/protocol/flexibility/outcome';
import { fillsOf } from '@veilgrid/protocol/flexibility/payment';
import { jsMatcher } from '@veilgrid/wasm-core';
import fc from 'fast-check';
import { NEED_DAY, readyWorld } from '../support/flexibility/flexWorld.js';
import { bitsOf, NEED_PRICES, needBody, offerOf } from '../support/flexibility/terms.js';
import { K } from '../support/profile.js';

const BODY = needBody(NEED_DAY);
const { maxQty } = NEED_PRICES;

/** Levels that meet often, and quantities of which ten are about what trades. */
const cell = fc.record({
  level: fc.integer({ min: 0, max: 320 }),
  qty: fc.oneof(fc.constant(maxQty), fc.integer({ min: 0, max: maxQty })),
});
const book = fc.array(fc.array(cell, { minLength: K, maxLength: K }), { minLength: 10, maxLength: 24 });

function closed(offers: readonly (readonly { level: number; qty: number }[])[]) {
  const sealed = offers.map((cells) => cells.map((c) => ({ side: SELL, ...c })));
  const orders = [...BODY.steps.map(stepCells), ...sealed];
  const group = { minGroup: 10 + BODY.steps.length, hides: 1 };
  const count = orders.filter((cells) => cells.some(({ qty }) => qty > 0)).length;
  const result = publishedResult(jsMatcher.clearDay(orders, K), count, group);
  return { result, need: needResult(BODY, result, offers.length) };
}

test('of random books', () => {
  let [kept, cut] = [0, 0];
  fc.assert(
    fc.property(book, (offers) => {
      const { result, need } = closed(offers);
      for (let k = 0; k < K; k++) {
        const fills = offers.map((cells) => fillsOf(cells, need)[k]!);
        const sold = fills.reduce((sum, wh) => sum + wh, 0n);
        if (!hasBit(need.traded, k)) {
          if (isTraded(result, k)) cut += 1;
          expect([sold, need.bought[k], need.p[k], need.lambda[k]]).toEqual([0n, 0n, 0, 0]);
          continue;
        }
        kept += 1;
        expect(fills.filter((wh) => wh > 0n).length).toBeGreaterThanOrEqual(10);
        expect(need.bought[k]).toBeGreaterThanOrEqual(BigInt(10 * maxQty + offers.length));
        // What is paid for is what was sold, but for less than a Wh an offer.
        expect(need.bought[k]! - sold).toBeGreaterThanOrEqual(0n);
        expect(need.bought[k]! - sold).toBeLessThan(BigInt(offers.length));
        expect([need.p[k], need.lambda[k]]).toEqual([result.p[k], result.lambdaSell[k]]);
      }
    }),
    { numRuns: 40, seed: 11 },
  );
  // Both have been seen.
  expect([kept > 20, cut > 20]).toEqual([true, true]);
});

test('ten who sell all that one may are one Wh an offer short', () => {
  const sells = (count: number, rest: number) =>
    closed([...Array.from({ length: count }, () => offerOf(maxQty, 3)), offerOf(rest, 3)]);
  // Eleven offers: ten whole ones, and what is above.
  expect(sells(10, 10).need.traded).toBe(0n);
  expect(isTraded(sells(10, 10).result, 1)).toBe(true);
  expect(sells(10, 11).need.traded).toBe(BODY.window);
});

test('a buyer’s fill is whole above the price, and rationed at it', () => {
  const { result, need } = closed(Array.from({ length: 15 }, () => offerOf(maxQty, 3)));
  const [first, second] = BODY.steps.map((step) =>
    fillOf(stepCells(step)[1]!, {
      level: result.p[1]!,
      lambdaBuy: result.lambdaBuy[1]!,
      lambdaSell: result.lambdaSell[1]!,
      traded: true,
    }),
  );
  expect([first, second, need.bought[1]]).toEqual([6_000, 1_500, 7_500n]);
});

test('on the ledger, one half hour alone falls out', () => {
  const world = readyWorld();
  const need = world.need(NEED_DAY).open();
  const few = bitsOf(true, false, false, false);
  const cells = offerOf(450, 20).map((c, k) => ({
    ...c,
    qty: hasBit(few, k) ? Math.min(c.qty, 400) : c.qty,
  }));
  need.offers(world.households, () => cells).finish();
  const { traded, bought, p } = need.result;
  expect(traded).toBe(BODY.window & ~few);
  expect([bought[0], p[0], bought[1]! >= 5_012n]).toEqual([0n, 0, true]);
  expect(need.standing.lock).toBe(closedLock(need.body, need.result));
  const call = world.chain.verified(world.chain.tx('callNeed', { needId: need.id, bits: 1n }));
  expect(world.chain.refusal(call)?.code).toBe('NOT_TRADED');
});
