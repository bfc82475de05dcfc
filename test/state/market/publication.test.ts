import { getMaskSum, maskSumProgress } from '@veilgrid/node/state/core/groups/maskSum';
import { keys } from '@veilgrid/node/state/core/keys';
import { dsoDebt, getSupply } from '@veilgrid/node/state/core/money/accounts';
import { publicSignals } from '@veilgrid/node/state/handlers';
import { getPublication } from '@veilgrid/node/state/market/publication';
import { listSettlements } from '@veilgrid/node/state/market/settlement';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { type MaskSumBody, maskSumSignals } from '@veilgrid/protocol/core/groups/maskSum';
import { fold } from '@veilgrid/protocol/core/lists';
import { Money } from '@veilgrid/protocol/core/ssz';
import type { BodyOf } from '../support/chain.js';
import { refuses } from '../support/chain.js';
import { TestDay } from '../support/day.js';
import { PARAMS } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';
import { AUCTION_ID, TIMES } from '../support/slot.js';

const settledDay = (count?: number) =>
  new TestDay().prepare().open().order().release().clear().close().statusList().settle(count);
const publishTx = (day: TestDay, auctionId = AUCTION_ID) => day.chain.tx('publish', { auctionId });
const conserved = ({ chain }: TestDay) => {
  const s = getSupply(chain.store);
  return s.notes + Object.values(s.accounts).reduce((a, b) => a + b, 0n) === s.minted;
};

/** Mask sums that a proof would not allow: the last word of A's is off by `amount` at `bit`. */
function falsified(day: TestDay, amount: bigint, bit: bigint): TestDay {
  const bodies = day.maskSums(['B']).maskBodies('A');
  const last = bodies.at(-1)!;
  const word = PARAMS.laneWords - 1;
  last.sum[word] = mod(last.sum[word]! - (amount << bit));
  for (const body of bodies) day.chain.submit(day.chain.tx('maskSum', body));
  day.chain.at(TIMES.publish);
  return day;
}

/** Full batches only, and a last one that is not. */
describe.each([12, 11, 10])('mask sums of %i', (count) => {
  const day = settledDay(count);
  const { chain } = day;
  const bodies = day.maskBodies('A');
  const end = bodies.length - 1;
  const batch = (i: number, difference: Partial<BodyOf<'maskSum'>> = {}) =>
    chain.tx('maskSum', { ...bodies[i]!, ...difference });
  const progress = () => maskSumProgress(chain.store, AUCTION_ID, 0);

  refuses(
    () => chain.at(TIMES.settleEnd),
    [
      ['while the set may grow', () => batch(0), 'PHASE_WRONG', undefined, TIMES.settleEnd - 1n],
      ['an unknown auction', () => batch(0, { auctionId: 5n }), 'AUCTION_UNKNOWN', 'auctionId'],
      ['a batch out of order', () => batch(1), 'BATCH_OUT_OF_ORDER', 'batch'],
    ],
  );

  test('refold the tags, batch by batch, and open in the last', () => {
    const tags = listSettlements(chain.store, AUCTION_ID, 0, 100).map((s) => s.tagA);
    const folds = [AUCTION_ID];
    for (const tag of tags) folds.push(fold(hasher, folds.at(-1)!, tag));
    bodies.forEach((body, i) => {
      const tx = batch(i);
      expect(publicSignals(chain.ctx, chain.store, tx, 7n)).toEqual(
        maskSumSignals(tx.body as MaskSumBody, 'A', 7n, {
          foldStart: folds[PARAMS.maskN * i]!,
          foldEnd: folds[Math.min(PARAMS.maskN * (i + 1), count)]!,
          stateIn: i === 0 ? 0n : bodies[i - 1]!.stateOut,
          first: i === 0,
          last: i === end,
        }),
      );
      if (i === end) expect(getMaskSum(chain.store, AUCTION_ID, 0)).toBeUndefined();
      chain.submit(tx);
      expect(progress()).toEqual({ next: i + 1, state: body.stateOut });
      // Once more from the start: allowed until the last.
      if (i === 2) for (const again of [0, 1, 2]) chain.submit(batch(again));
    });
    expect(getMaskSum(chain.store, AUCTION_ID, 0)).toEqual(bodies[end]!.sum);
    expect(getMaskSum(chain.store, AUCTION_ID, 1)).toBeUndefined();
  });

  describe('of A, final', () => {
    refuses(
      () => chain,
      [
        ['another batch', () => batch(end), 'MASK_SUM_FINAL'],
        ['a new start', () => batch(0), 'MASK_SUM_FINAL'],
        ['publication without B', () => publishTx(day), 'MASK_SUM_MISSING', undefined, TIMES.publish],
      ],
    );
  });
});

describe('a set below ten', () => {
  const day = settledDay(9);
  day.chain.at(TIMES.settleEnd);
  refuses(
    () => day.chain,
    [
      ['a mask sum', () => day.chain.tx('maskSum', day.maskBodies('A')[0]!), 'GROUP_TOO_SMALL'],
      ['a publication', () => publishTx(day), 'GROUP_TOO_SMALL', undefined, TIMES.publish],
    ],
  );
});

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

    test('leaves the deposit of who did not settle with the supplier', () => {
      const aggregate = getPublication(chain.store, AUCTION_ID)!;
      const { bond } = day.auction;
      expect(aggregate.members).toBe(11);
      expect(aggregate.supplierShare).toBe(bond + aggregate.deposits - aggregate.refund - aggregate.network);
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
  test('a refund beyond deposits and bond', () => {
    const day = shift(10n ** 12n, 0n);
    expect(day.chain.refusal(day.chain.verified(publishTx(day)))?.code).toBe('BOND_EXHAUSTED');
  });
  test('a lane beyond its members', () => {
    const day = shift(12n << 45n, 0n);
    expect(day.chain.refusal(day.chain.verified(publishTx(day)))?.code).toBe('LANES_INVALID');
  });
});

test('books that do not add up halt the ledger instead of being a result', () => {
  const day = settledDay().maskSums();
  const { chain } = day;
  chain.store.commit([[keys.balance(0), Money.serialize(1n)]]);
  chain.at(TIMES.publish);
  expect(() => chain.block([chain.verified(publishTx(day))])).toThrow('money is not conserved');
});
