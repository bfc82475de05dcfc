/** Cells of an order from prices: a cell holds a level, `price = floor + tick · level`. */
import { BUY, type Cell, SELL } from '@veilgrid/protocol/core/books/cells';
import { ensure } from '@veilgrid/protocol/errors';
import { MAX_LEVEL, MAX_QTY } from '@veilgrid/protocol/params';
import type { AuctionEntry } from './auction.js';

/** The floor and tick of an auction; both in 0.01 currency/MWh. */
export type Levels = Pick<AuctionEntry, 'floor' | 'tick'>;

/**
 * Buys up to `wh` in one period, at no more than `price`: the dearest level that is not above it.
 * @param price 0.01 currency/MWh, an integer
 * @param wh whole Wh, 0 to 2^24 − 1; the connection point's capacity bounds it further
 * @throws ProtocolError VALUE_OUT_OF_RANGE where the auction has no such level
 */
export function buyCell(auction: Levels, price: number, wh: number): Cell {
  return cell(BUY, Math.floor((price - auction.floor) / auction.tick), wh);
}

/**
 * Sells up to `wh` in one period, at no less than `price`: the cheapest level that is not below it.
 * @param price 0.01 currency/MWh, an integer
 * @param wh whole Wh, 0 to 2^24 − 1; the connection point's capacity bounds it further
 * @throws ProtocolError VALUE_OUT_OF_RANGE where the auction has no such level
 */
export function sellCell(auction: Levels, price: number, wh: number): Cell {
  return cell(SELL, Math.ceil((price - auction.floor) / auction.tick), wh);
}

function cell(side: number, level: number, qty: number): Cell {
  const within = (x: number, max: number) => Number.isInteger(x) && x >= 0 && x <= max;
  ensure(within(level, MAX_LEVEL), 'VALUE_OUT_OF_RANGE', { field: 'price', level });
  ensure(within(qty, MAX_QTY), 'VALUE_OUT_OF_RANGE', { field: 'wh' });
  return { side, level, qty };
}
