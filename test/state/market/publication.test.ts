import { keys } from '@veilgrid/node/state/core/keys';
import { dsoDebt, getSupply } from '@veilgrid/node/state/core/money/accounts';
import { getPublication } from '@veilgrid/node/state/market/publication';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { moneyWord } from '@veilgrid/protocol/core/groups/words';
import { Money } from '@veilgrid/protocol/core/ssz';
import { refuses } from '../support/chain.js';
import { TestDay } from '../support/day.js';
import { PARAMS } from '../support/genesis.js';
import { LaterDay } from '../support/laterDay.js';
import { AUCTION_ID, TIMES } from '../support/slot.js';

const settledDay = (count?: number) =>
  new TestDay().prepare().open().order().release().clear().close().statusList().settle(count);
const publishTx = (day: TestDay, auctionId = AUCTION_ID) => day.chain.tx('publish', { auctionId });
const conserved = ({ chain }: TestDay) => {
  const s = getSupply(chain.store);
  return s.notes + s.held + Object.values(s.accounts).reduce((a, b) => a + b, 0n) === s.minted;
};

/** Mask sums that a proof would not allow: the money word of A's is off by `amount` at `bit`. */
function falsified(day: TestDay, amount: bigint, bit: bigint): TestDay {
  day.chain.at(TIMES.settleEnd);
  for (const phase of ['count', 'words'] as const) {
    for (const role of ['A', 'B'] as const) {
      for (const body of day.maskBodies(role, [day.id], phase)) {
        const { sum } = body;
        const at = moneyWord(PARAMS);
        if (role === 'A' && body.money === 1) sum[at] = mod(sum[at]! - (amount << bit));
        day.chain.send('maskSum', body);
      }
    }
  }
  day.chain.at(TIMES.publish);
  return day;
}

describe('publication', () => {
  const day = settledDay(11).maskSums();
  const { chain } = day;
  chain.at(TIMES.publish);

  refuses(
    () => chain,
    [
      ['too early', () => publishTx(day), 'PHASE_WRONG', undefined, TIMES.publish - 1n],
      ['of an unknown auction', () => publishTx(day, 5n), 'AUCTION_UNKNOWN', 'auctionId'],
    ],
  );

  describe('once', () => {
    beforeAll(() => day.publish());
    refuses(() => chain, [['twice', () => publishTx(day), 'ALREADY_PUBLISHED']]);

    test('holds the deposit of who did not settle, for a late bill', () => {
      const aggregate = getPublication(chain.store, AUCTION_ID)!;
      const { bond } = day.auction;
      expect(aggregate.members).toBe(11);
      expect(aggregate.held).toBe(day.households[11]!.deposit);
      const available = bond + aggregate.deposits - aggregate.refund - aggregate.network;
      expect(aggregate.supplierShare).toBe(available - aggregate.held);
      expect(aggregate.dsoShare).toBe(aggregate.network);
      expect(conserved(day)).toBe(true);
    });
  });
});

describe("the DSO's debt", () => {
  test('grows where shortfalls exceed network charges, and the supplier stands for them', () => {
    const shortfall = 10n ** 9n;
    const day = falsified(settledDay(), shortfall, 126n).publish();
    const aggregate = getPublication(day.chain.store, AUCTION_ID)!;
    expect(aggregate).toMatchObject({ shortfall, dsoShare: 0n, dsoDebt: shortfall - aggregate.network });
    expect(dsoDebt(day.chain.store)).toBe(shortfall - aggregate.network);
    expect(aggregate.supplierShare).toBe(day.auction.bond + aggregate.deposits - aggregate.refund);
    expect(conserved(day)).toBe(true);
  });

  test('stays within u64', () => {
    const day = falsified(settledDay(), 10n ** 9n, 126n);
    day.chain.store.commit([[keys.dsoDebt, Money.serialize(2n ** 64n - 1n)]]);
    expect(day.chain.refusal(day.chain.verified(publishTx(day)))?.code).toBe('AMOUNT_OVERFLOW');
  });

  test('is paid from its next share', () => {
    const day = settledDay().maskSums();
    day.chain.store.commit([[keys.dsoDebt, Money.serialize(1_000n)]]);
    day.publish();
    const aggregate = getPublication(day.chain.store, AUCTION_ID)!;
    expect(aggregate).toMatchObject({ dsoShare: aggregate.network - 1_000n, dsoDebt: 0n });
    expect(dsoDebt(day.chain.store)).toBe(0n);
    expect(conserved(day)).toBe(true);
  });
});

describe('sums that no proof allows are not published', () => {
  const shift = (amount: bigint, bit: bigint) => falsified(settledDay(), amount, bit);
  test.each([
    ['a refund beyond deposits and bond', 10n ** 12n, 0n, 'BOND_EXHAUSTED'],
    ['a lane beyond its members', 12n << 45n, 0n, 'LANES_INVALID'],
    ['more deposits than there are orders', 1n, 189n, 'LANES_INVALID'],
  ])('%s', (_name, amount, bit, code) => {
    const day = shift(amount, bit);
    expect(day.chain.refusal(day.chain.verified(publishTx(day)))?.code).toBe(code);
  });
});

test('a set with an auction that nobody ended is not published; anybody may void it first', () => {
  const day = settledDay().maskSums().publish();
  const { chain, households } = day;
  const few = new LaterDay(chain, 2).open().order(2);
  const many = new LaterDay(chain, 4).open().order(10);
  many.void(many.at.release).settle(households.slice(0, 10), -1).maskSums(day, few.id);
  chain.at(many.at.publish);
  const publish = () => chain.tx('publish', { auctionId: many.id });
  expect(chain.refusal(chain.verified(publish()))).toMatchObject({ code: 'PHASE_WRONG' });
  few.void(chain.time);
  chain.submit(publish());
  expect(getPublication(chain.store, few.id)!.auctions).toEqual([few.id, many.id]);
});

test('books that do not add up halt the ledger instead of being a result', () => {
  const day = settledDay().maskSums();
  const { chain } = day;
  chain.store.commit([[keys.balance(0), Money.serialize(1n)]]);
  chain.at(TIMES.publish);
  expect(() => chain.block([chain.verified(publishTx(day))])).toThrow('money is not conserved');
});
