/** A demo's day without its proofs: matched, billed, masked and summed by the real code. */
import type { Run } from '@veilgrid/cli/demo/market/report';
import type { Scenario } from '@veilgrid/cli/demo/market/scenario';
import { publishedResult } from '@veilgrid/protocol/core/books/result';
import type { MarketData } from '@veilgrid/protocol/market/auction';
import { AUCTION_GROUP } from '@veilgrid/protocol/market/auction';
import { billOf, maskedOutputs } from '@veilgrid/protocol/market/settlement';
import { MIN_GROUP, type Params } from '@veilgrid/protocol/params';
import { createHasher, createMatcher } from '@veilgrid/wasm-core';

const AUCTION = 7n;
const DEPOSIT = 1_500_000_000n;

export async function runOf(params: Params, scenario: Scenario): Promise<Run> {
  const [hasher, matcher] = [await createHasher(), await createMatcher()];
  const { houses, prices } = scenario;
  const market = marketOf(prices);
  const cells = houses.map((house) => house.cells);
  const traders = houses.filter((house) => house.trades).length;
  const result = publishedResult(matcher.clearDay(cells, params.K), traders, AUCTION_GROUP);
  const bills = houses.map((house) => billOf(house.cells, house.readings, market, result));
  const settlements = houses.map(({ readings }, i) =>
    maskedOutputs(hasher, params, {
      groupId: AUCTION,
      terms: AUCTION,
      status: 0,
      kA: key('A', i),
      kB: key('B', i),
      readings,
      bill: bills[i]!,
      deposit: DEPOSIT,
    }),
  );
  const total = (part: 'imported' | 'exported') =>
    prices.importPrice.map((_, k) => houses.reduce((sum, h) => sum + BigInt(h.readings[k]![part]), 0n));
  const aggregate = {
    members: houses.length,
    both: 2 ** params.sideWords - 1,
    net: 0,
    imports: total('imported'),
    exports: total('exported'),
    nets: prices.importPrice.map(() => 0n),
  };
  const seen = { ...settlements[0]!, nf: 1n, readingCommitment: 2n, refundCm: 3n };
  return {
    outcome: {
      scenario,
      genesisHash: 'ab'.repeat(32),
      points: Math.max(houses.length, MIN_GROUP),
      auction: { orders: houses.length, settlements: houses.length, result, status: { entries: 1 } },
      aggregate: houses.length < MIN_GROUP ? undefined : aggregate,
      households: houses.map((house, i) => ({
        house,
        deposit: DEPOSIT,
        bill: bills[i]!,
        without: billOf(house.cells, house.readings, market, { ...result, traded: 0n }).cost,
      })),
      seen: {
        order: { c: 5n, ct: Array.from({ length: params.orderWords + 1 }, (_, i) => BigInt(i)) },
        settlement: seen,
      },
      invoices: [],
      proofs: { transfer: 1, order: houses.length },
      timings: {},
    },
    audit: { blocks: 9, transactions: 8, proofsVerified: 7 },
    checks: {
      moneyConserved: true,
      energyExact: houses.length < MIN_GROUP ? null : true,
      auditVerified: true,
    },
    seconds: 6,
  } as unknown as Run;
}

export function marketOf(prices: Scenario['prices']): MarketData {
  return {
    floor: 0n,
    tick: 1n,
    collateral: 66_000n,
    minExport: 0n,
    importPrice: prices.importPrice.map(BigInt),
    exportPrice: prices.exportPrice.map(BigInt),
    network: prices.network.map(BigInt),
    discount: prices.discount.map(BigInt),
    fixedPerDay: prices.fixedPerDay,
  };
}

/** Any secrets will do, as long as they differ. */
function key(role: 'A' | 'B', i: number): bigint {
  return BigInt(i) * 2n + (role === 'A' ? 1n : 2n);
}
