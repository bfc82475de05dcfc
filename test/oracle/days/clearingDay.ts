import { type ClearInputs, clearingState, lanesOf, type Parameters } from '../clear.js';
import type { CloseInputs } from '../close.js';
import type { Crypto } from '../crypto.js';
import { type Cells, commitment, isNull } from '../order.js';
import { CLEARING, pack } from '../packing.js';
import type { Sizes } from '../sizes.js';
import { parametersOf, randomBook } from './book.js';
import { every } from './household.js';
import { Random } from './random.js';

/** A day's clearing: its batches and what closes it. */
export interface ClearingDay {
  readonly batches: readonly ClearInputs[];
  readonly close: CloseInputs;
}

/** Sums of the orders so far, word by word. */
function added(sums: readonly bigint[], orders: readonly Cells[], parameters: Parameters): bigint[] {
  return orders.reduce<bigint[]>(
    (words, { side, level, qty }) => {
      const lanes = qty.flatMap((q, k) => lanesOf(side[k]!, level[k]!, q, parameters, k));
      return pack(CLEARING, lanes).map((word, w) => word + words[w]!);
    },
    [...sums],
  );
}

/** Clears a book with the parameters that the text demands of it, or with others. */
export function clearingDay(
  crypto: Crypto,
  { K, clearN }: Sizes,
  book: readonly Cells[],
  random: Random,
  parameters: Parameters = parametersOf(book, K),
): ClearingDay {
  const auctionId = random.below(1n << 250n);
  const padding: Cells = { side: every(K, 1n), level: every(K, 0n), qty: every(K, 0n) };
  const batches: ClearInputs[] = [];
  let [foldStart, stateIn, saltIn, countIn] = [auctionId, 0n, 0n, 0n];
  let sumsIn = every(Math.ceil((7 * K) / 5), 0n);
  do {
    const from = batches.length * clearN;
    const orders = book.slice(from, from + clearN);
    const slots = every(clearN, 0n).map((_, i) => orders[i] ?? padding);
    const inner = slots.map(() => random.below(1n << 250n));
    const foldEnd = orders.reduce(
      (fold, order, i) => crypto.hash('FOLD', fold, commitment(crypto, auctionId, order, inner[i]!)),
      foldStart,
    );
    const saltOut = random.below(1n << 250n);
    const active = slots.map((_, i) => (i < orders.length ? 1n : 0n));
    const first = from === 0 ? 1n : 0n;
    batches.push({
      ...{ context: 5n, auctionId, foldStart, foldEnd, stateIn, first, active, inner, saltIn, saltOut },
      ...{ side: slots.map((o) => o.side), level: slots.map((o) => o.level), qty: slots.map((o) => o.qty) },
      ...{ sumsIn, countIn, ...parameters },
    });
    sumsIn = added(sumsIn, orders, parameters);
    countIn += BigInt(orders.filter((order) => !isNull(order)).length);
    stateIn = clearingState(crypto, saltOut, sumsIn, countIn, parameters);
    [foldStart, saltIn] = [foldEnd, saltOut];
  } while (batches.length * clearN < book.length);
  const end = { salt: saltIn, sums: sumsIn, count: countIn };
  return {
    batches,
    close: { context: 6n, auctionId, state: stateIn, minGroup: 10n, hides: 0n, ...end, ...parameters },
  };
}

/** A day of n orders whose periods are of all kinds, from another one on for each seed. */
export function randomClearing(crypto: Crypto, sizes: Sizes, n: number, seed: number): ClearingDay {
  const random = new Random(seed);
  return clearingDay(crypto, sizes, randomBook(random, sizes.K, n, seed), random);
}
