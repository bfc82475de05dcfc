/** A published set, against the households' own books: every Wh and every unit. */
import { marketOf } from '@veilgrid/client-sdk';
import { billOf, lateFeeOf, refundAndShortfall } from '@veilgrid/protocol/market/settlement';
import type { RouteResponse } from '@veilgrid/protocol/routes';
import { publish } from '@veilgrid/services';
import { sum } from '../../town/sum.js';
import type { MarketTown } from '../marketTown.js';
import { conserved } from '../outcome.js';
import type { MarketDay } from './marketDay.js';

export interface Publication {
  readonly aggregate: RouteResponse<'aggregate'>;
  /** Numbers of the days whose sets were summed. */
  readonly days: readonly number[];
  readonly dsoEarned: bigint;
  readonly supplierEarned: bigint;
  /** The published sums are those of the readings, to the Wh. */
  readonly energyExact: boolean;
  /** DSO and supplier got what bills, deposits, forfeits and the DSO's debt come to, and nothing is lost. */
  readonly moneyExact: boolean;
}

export async function publishSet(
  { access: { api, genesis } }: MarketTown,
  host: MarketDay,
  all: readonly MarketDay[],
): Promise<Publication> {
  const before = await api.supply({});
  await publish(api, genesis.profile, host.auctionId);
  const after = await api.supply({});
  const aggregate = await api.aggregate({ params: { auctionId: host.auctionId } });
  const days = all.filter((day) => aggregate.auctions.includes(day.auctionId));
  const books = await Promise.all(days.map(booksOf));
  const bills = books.flatMap((b) => b.bills);
  const total = (pick: (bill: (typeof bills)[number]) => bigint) => sum(bills.map(pick));
  const metered = aggregate.nets.map((_, k) => ({
    imported: total((b) => BigInt(b.readings[k]!.imported)),
    exported: total((b) => BigInt(b.readings[k]!.exported)),
  }));
  const [refund, network, shortfall] = [
    total((b) => b.refund),
    total((b) => b.network),
    total((b) => b.short),
  ];
  const claim = network - shortfall - before.dsoDebt;
  const dsoShare = claim > 0n ? claim : 0n;
  const deposits = sum(books.map((b) => b.deposits));
  const [forfeits, shares] = [sum(books.map((b) => b.forfeit)), sum(books.map((b) => b.shares))];
  const late = books.flatMap((b) => b.late);
  const unsettled = deposits - total((b) => b.deposit) - sum(late.map((b) => b.deposit));
  const lateCost = sum(late.map((b) => b.paid + b.fee));
  const dsoEarned = after.accounts.dso - before.accounts.dso;
  const supplierEarned = after.accounts.supplier - before.accounts.supplier;
  const bonds = before.bonds - after.bonds;
  // Shares of a forfeit are in the refunds; the rest of it is the DSO's.
  const available = bonds + deposits + shares - refund - lateCost - dsoShare;
  return {
    aggregate,
    days: days.map(({ plan }) => plan.number),
    dsoEarned,
    supplierEarned: supplierEarned - bonds,
    energyExact:
      aggregate.members === bills.length &&
      metered.every(({ imported, exported }, k) => {
        const shown = [aggregate.imports[k]!, aggregate.exports[k]!, aggregate.nets[k]!];
        const both = ((aggregate.both >> Math.floor(k / 6)) & 1) === 1;
        return equal(shown, both ? [imported, exported, 0n] : [0n, 0n, imported - exported]);
      }),
    moneyExact:
      equal([aggregate.refund, aggregate.network, aggregate.shortfall], [refund, network, shortfall]) &&
      equal([dsoEarned, after.dsoDebt], [dsoShare + forfeits - shares, dsoShare - claim]) &&
      aggregate.held === (unsettled < available ? unsettled : available) &&
      supplierEarned === available - aggregate.held &&
      after.accounts.issuer - before.accounts.issuer === sum(late.map((b) => b.fee)) &&
      before.locked - after.locked === deposits + forfeits &&
      conserved(after),
  };
}

/** Bills computed anew from readings and orders, not taken from the settlements. */
async function booksOf(day: MarketDay) {
  const entry = await day.entry;
  const market = marketOf(entry);
  const bills = day.parts
    .filter(({ settled }) => settled)
    .map(({ house, order }) => {
      const { cost, network } = billOf(house.cells, house.readings, market, entry.result!);
      const { refund, shortfall } = refundAndShortfall(order.deposit, cost);
      return { readings: house.readings, network, refund, short: shortfall, deposit: order.deposit };
    });
  const late = day.parts.flatMap(({ late: bill, order: { deposit } }) => {
    if (!bill) return [];
    const paid = bill.refund.value;
    return [{ deposit, paid, fee: lateFeeOf(paid, deposit, bill.lateFee) }];
  });
  return {
    bills,
    late,
    deposits: sum(day.parts.map(({ order }) => order.deposit)),
    forfeit: entry.forfeit,
    shares: entry.share * BigInt(bills.length),
  };
}

const equal = (a: readonly bigint[], b: readonly bigint[]) =>
  a.length === b.length && a.every((x, i) => x === b[i]);
