/** Money of the day: paid in by slips, merged by the wallet itself, and every wallet's own account of it. */
import { MERGE_SPREAD, type OwnOrder, type Settled } from '@veilgrid/client-sdk';
import type { Invoice } from '@veilgrid/services';
import { payIn, payInTwice } from '../core/payIn.js';
import type { Refusals } from '../core/refusals.js';
import { HOUSEHOLD_MONEY, mint } from '../market/day.js';
import type { MarketTown } from '../market/marketTown.js';
import { sum } from '../town/sum.js';
import type { MergedOrder, Purse } from './outcome.js';

/** 24 notes of 1.50. */
const SAVED = { notes: 24, value: 150_000_000n };
/** 1.00, by the slip that comes twice. */
const ONCE_MORE = 100_000_000n;
/** Slips, and what roles are paid. */
export const PAYMENTS = SAVED.notes + 4;

/** The first household pays in what it saved; the others one note each, and the last one a second. */
export async function payAllIn(town: MarketTown, refusals: Refusals, done: () => void): Promise<void> {
  const [saver, ...others] = town.households;
  await mint({ ...town, households: others }, done);
  await payIn(town.services, saver!, SAVED, done);
  await payInTwice(town.services, others.at(-1)!, ONCE_MORE, refusals);
}

/** No note of the saver pays the deposit: the wallet merges them, and time passes until what it made can be spent. */
export async function orderByMerging(
  town: MarketTown,
  auctionId: bigint,
  done: () => void,
): Promise<{ readonly order: OwnOrder; readonly merged: MergedOrder }> {
  const { wallet, house } = town.households[0]!;
  let [transfers, waits] = [0, 0];
  const order = await wallet.market.order(auctionId, house.cells, {
    onTransfer: (made) => {
      if (made === 0) return;
      transfers++;
      done();
    },
    wait: async ({ until }) => {
      waits++;
      await town.moveTime(Number(until + MERGE_SPREAD));
    },
  });
  const { notes, value } = SAVED;
  return { order, merged: { notes, each: value, transfers, waits, deposit: order.deposit } };
}

interface Bills {
  readonly settled: readonly Settled[];
  readonly invoices: readonly Invoice[];
  /** Of the saver. */
  readonly transfers: number;
}

export async function pursesOf(town: MarketTown, { settled, invoices, transfers }: Bills): Promise<Purse[]> {
  const { households, access } = town;
  return Promise.all(
    households.map(async ({ wallet, keys, point }, i) => {
      await wallet.sync();
      const own = invoices.filter(({ position }) => position === point.position);
      const once = i === households.length - 1 ? ONCE_MORE : 0n;
      return {
        ownerPk: keys.ownerPk,
        paidIn: i === 0 ? BigInt(SAVED.notes) * SAVED.value : HOUSEHOLD_MONEY + once,
        fees: i === 0 ? BigInt(transfers) * access.genesis.transferFee : 0n,
        paid: settled[i]!.bill.cost - sum(own.map(({ amount }) => amount)),
        balance: wallet.notes.balance,
      };
    }),
  );
}
