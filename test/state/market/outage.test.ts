/** Whose fault a void is: nobody's, where blocks were missing while the silent party had to act. */
import { noteOutage, undisturbed } from '@veilgrid/client-sdk/auditor/core/outages';
import { openBooks } from '@veilgrid/client-sdk/auditor/index';
import { getSupply } from '@veilgrid/node/state/core/money/accounts';
import { metOutage } from '@veilgrid/node/state/core/outages';
import fc from 'fast-check';
import { bookOf } from '../support/book.js';
import { TestChain } from '../support/chain.js';
import { TestDay } from '../support/day.js';
import { GENESIS, START } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';
import { TIMES } from '../support/slot.js';

const OUTAGE = 600;
const windows = { ...GENESIS.windows, outage: OUTAGE };
const MINUTE = 60n;

/** A chain with a block at least every ten minutes, but where a test leaves them out. */
class BeatingChain extends TestChain {
  override windows = windows;

  override at(time: bigint): this {
    while (this.head.time + 10n * MINUTE < time) {
      super.at(this.head.time + 10n * MINUTE);
      this.block([]);
    }
    return super.at(time);
  }

  /** The next block comes only then. */
  silentUntil(time: bigint): this {
    return super.at(time);
  }
}

const opened = () => new TestDay(12, new BeatingChain()).prepare().open().order();
type Day = ReturnType<typeof opened>;

/** What regulator and operator have, once the auction is void and their locks are gone. */
function forfeited(day: Day): bigint[] {
  const chain = day.chain as BeatingChain;
  const before = getSupply(chain.store).accounts;
  chain.send('voidAuction', { auctionId: day.id });
  const after = getSupply(chain.store).accounts;
  expect(getSupply(chain.store).roleBonds).toBe(0n);
  return [after.regulator - before.regulator, after.operator - before.operator];
}

const REGULATOR = 0;
const OPERATOR = 1;

describe('a silent regulator', () => {
  const until = (leave: (chain: BeatingChain) => void) => {
    const day = opened();
    leave(day.chain as BeatingChain);
    if (day.chain.time < TIMES.release) day.chain.at(TIMES.release);
    return forfeited(day);
  };

  test('pays where there was a block every ten minutes', () => {
    const back = until((chain) => chain.at(TIMES.gate).block([]));
    expect(back[REGULATOR]).toBe(0n);
    expect(back[OPERATOR]).toBeGreaterThan(0n);
  });

  test.each<[string, (chain: BeatingChain) => void]>([
    [
      'in its window',
      (chain) =>
        chain
          .at(TIMES.gate)
          .silentUntil(TIMES.gate + 11n * MINUTE)
          .block([]),
    ],
    [
      'that begins before the gate',
      (chain) =>
        chain
          .at(TIMES.gate - 10n * MINUTE)
          .silentUntil(TIMES.gate + 1n)
          .block([]),
    ],
    [
      'that the block of the void ends',
      (chain) => {
        chain.at(TIMES.release - 1n - 10n * MINUTE).block([]);
        chain.silentUntil(TIMES.release);
      },
    ],
  ])('pays nothing after an outage %s', (_name, leave) => {
    const back = until(leave);
    expect(back[REGULATOR]).toBeGreaterThan(0n);
    expect(back[REGULATOR]).toBe(back[OPERATOR]);
  });

  test('pays where an outage ended at the gate', () => {
    const day = opened();
    const chain = day.chain as BeatingChain;
    chain.at(TIMES.gate - 11n * MINUTE).block([]);
    chain.silentUntil(TIMES.gate).block([]);
    chain.at(TIMES.release);
    expect(forfeited(day)[REGULATOR]).toBe(0n);
  });
});

describe('a silent operator', () => {
  const until = (leave: (chain: BeatingChain) => void) => {
    const day = opened().release();
    leave(day.chain as BeatingChain);
    day.chain.at(TIMES.close);
    return forfeited(day);
  };

  test('pays where there was a block every ten minutes from the release on', () => {
    expect(until(() => {})[OPERATOR]).toBe(0n);
  });

  test('pays nothing after an outage before its deadline', () => {
    const back = until((chain) =>
      chain
        .at(TIMES.release)
        .silentUntil(TIMES.release + 601n)
        .block([]),
    );
    expect(back[OPERATOR]).toBeGreaterThan(0n);
  });

  test('pays where the outage was over with the block of the release', () => {
    const day = opened();
    const chain = day.chain as BeatingChain;
    chain.at(TIMES.gate - 1n).block([]);
    chain.silentUntil(TIMES.gate + 11n * MINUTE);
    const { auctionId, regulatorSecret: scalar } = day.slot;
    chain.send('releaseShare', { auctionId, scalar, ...bookOf(chain, auctionId) });
    chain.at(TIMES.close);
    expect(forfeited(day)[OPERATOR]).toBe(0n);
  });
});

test('node and auditor know the same outages', () => {
  const times = fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(times, fc.nat(5_000), fc.nat(2_000), (steps, start, length) => {
      const chain = new TestChain();
      chain.windows = windows;
      const genesis = { ...GENESIS, windows };
      const books = openBooks(genesis, hasher);
      let time = START;
      for (const step of steps) {
        time += BigInt(step);
        noteOutage(genesis, books, time);
        books.head = { ...books.head, time };
        chain.at(time).block([]);
      }
      const [from, to] = [START + BigInt(start), START + BigInt(start + length)];
      const gaps = [START, ...steps.map((_, i) => chain.blocks[i]!.time)];
      const met = gaps.slice(1).some((at, i) => at - gaps[i]! > 600n && gaps[i]! < to && at > from);
      expect([metOutage(chain.store, from, to), !undisturbed(books, from, to)]).toEqual([met, met]);
    }),
  );
});
