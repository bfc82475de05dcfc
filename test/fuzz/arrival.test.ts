import { getResult } from '@veilgrid/node/state/core/books/close';
import { readSum } from '@veilgrid/node/state/core/groups/openedSum';
import { getSupply } from '@veilgrid/node/state/core/money/accounts';
import { listNotes } from '@veilgrid/node/state/core/money/notes';
import { listOrders, ordersOf } from '@veilgrid/node/state/market/order';
import { getPublication } from '@veilgrid/node/state/market/publication';
import { listSettlements } from '@veilgrid/node/state/market/settlement';
import { Random } from '../economy/support/random.js';
import { SimChain } from '../economy/support/simChain.js';
import { TestDay } from '../state/support/day.js';
import { AUCTION_ID, TIMES } from '../state/support/slot.js';

const FIRST = Number(process.env.VEILGRID_SEED ?? 1);

/** What arrival decides: a place in a list, hence roots, folds, checkpoints and indices. */
const BY_ARRIVAL = [
  // With the height of its block, and roots of readings in order of arrival; which entries, and what sums, stays below.
  'log/entry/',
  'log/peaks',
  'log/root',
  'readings/frontier/',
  'readings/chunk/',
  'readings/frozen/',
  'readings/roots-',
  'readings/accepted/',
  'notes/frontier',
  'notes/root',
  'notes/accepted/',
  'notes/leaf/',
  'notes/index/',
  'books/entries/',
  'orders/record/',
  'books/checkpoint/',
  'books/progress/',
  'settlements/head/',
  'settlements/record/',
  'settlements/checkpoint-a/',
  'settlements/checkpoint-b/',
  'settlements/terms/',
  'aggregates/progress/',
  'aggregates/mask-sum/',
  'groups/first-sum/',
];

class Day extends TestDay {
  override readonly chain = new SimChain();

  /** Orders and settlements in a random order, in random blocks. */
  play(random: Random): this {
    const { chain, households } = this;
    const count = households.length;
    this.prepare().open();
    const place = (i: number) => (((i * 7) % count) + 3) % count;
    const cells = (i: number) => orderCells(place(i));
    const orders = households.map((h) => chain.tx('order', h.order(chain, this.auction, cells(h.i))));
    inBlocks(random, orders, (txs) => chain.submit(...txs));
    this.release().clear().close().statusList().settling();
    chain.at(TIMES.settleFrom);
    inBlocks(
      random,
      households.map((h) => this.settleTx(h)),
      (txs) => chain.submit(...txs),
    );
    return this.maskSums().publish();
  }
}

/** Books with rationing, so that it would show if arrival mattered to it. */
const orderCells = (i: number) =>
  [0, 1, 2, 3].map((k) => ({ side: (i + k) % 2, level: 1_500 + 100 * (i % 2), qty: 200 + 31 * i }));

function inBlocks<T>(random: Random, items: readonly T[], take: (items: T[]) => void): void {
  const left = random.shuffled(items);
  while (left.length > 0) take(left.splice(0, random.int(1, 5)));
}

/** The state without what arrival decides (masks too, as the orders' root stands in terms), and those lists as sets. */
function essence({ chain, auction }: Day) {
  const { store } = chain;
  const sorted = <T>(items: readonly T[]) =>
    items.map((item) => JSON.stringify(item, (_, v) => (typeof v === 'bigint' ? `${v}` : v))).sort();
  const { count, deposits } = ordersOf(store, auction.auctionId);
  return {
    fixed: store.entries().filter(([key]) => !BY_ARRIVAL.some((prefix) => key.startsWith(prefix))),
    keys: store.entries().filter(([key]) => key.startsWith('notes/index/')).length,
    notes: sorted(listNotes(store, 0, 1_000).map(({ index: _, ...note }) => note)),
    orders: [count, deposits, ...sorted(listOrders(store, AUCTION_ID, 0, 1_000))],
    settlements: sorted(listSettlements(store, AUCTION_ID, 0, 1_000).map(({ short: _, ...rest }) => rest)),
    sum: readSum(store, AUCTION_ID),
    result: getResult(store, AUCTION_ID),
    aggregate: getPublication(store, AUCTION_ID),
    supply: getSupply(store),
  };
}

test('the order in which orders and settlements arrive changes lists and their hashes, and nothing else', () => {
  const days = [0, 1, 2, 3].map((i) => new Day().play(new Random(FIRST + i)));
  const [first, ...others] = days.map(essence);
  for (const other of others) expect(other).toEqual(first);
  // They did arrive differently, and something was rationed.
  expect(new Set(days.map((d) => ordersOf(d.chain.store, AUCTION_ID).root)).size).toBe(4);
  expect(first!.result!.lambdaBuy.some((m) => m > 0 && m < 2 ** 24 - 1)).toBe(true);
});
