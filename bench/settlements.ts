/** Settlements of one invented day in one auction: every household with an order, readings and keys of its own. */
import { BUY, type Cell, orderCommitment, packOrder, SELL } from '@veilgrid/protocol/core/books/cells';
import type { ClearingResult } from '@veilgrid/protocol/core/books/result';
import { mulBase } from '@veilgrid/protocol/core/crypto/babyjub';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { keyAHash, keyBHash, pointCommitment } from '@veilgrid/protocol/core/points';
import { STATUS_METER, signReadings } from '@veilgrid/protocol/core/readings';
import { innerCommitment } from '@veilgrid/protocol/market/order';
import { settleCircuitInputs } from '@veilgrid/protocol/market/settlement';
import { MONEY, NO_MARGIN, paramsOf } from '@veilgrid/protocol/params';

const params = paramsOf('full');
const CHAIN = 123_456_789n;
const DAY = 20_500;
const AUCTION = 9_001n;
const DEPOSIT = 2_000_000_000n;

/** Arbitrary, below n, and the same in every run. */
const some = (seed: number, n: number) => (((seed + 1) * 2_654_435_761) >>> 7) % n;
const perPeriod = <T>(value: (k: number) => T) => Array.from({ length: params.K }, (_, k) => value(k));

const MARKET = {
  floor: -5000n,
  tick: 10n,
  collateral: 650_350n,
  minExport: -5000n,
  fixedPerDay: 30_000_000n,
  importPrice: perPeriod((k) => 2500n + BigInt(some(k, 900))),
  exportPrice: perPeriod((k) => 300n + BigInt(some(k, 500))),
  network: perPeriod((k) => 600n + BigInt(some(k, 100))),
  discount: perPeriod((k) => 100n + BigInt(some(k, 100))),
};
const RESULT: ClearingResult = {
  traded: (1n << BigInt(params.K)) - 1n,
  enough: false,
  volume: 0n,
  p: perPeriod((k) => 500 + some(k, 300)),
  lambdaBuy: perPeriod(() => NO_MARGIN),
  lambdaSell: perPeriod(() => NO_MARGIN),
};

/** The circuit's inputs of `count` settlements. */
export function settlements(hasher: Hasher, count: number) {
  const houses = Array.from({ length: count }, (_, i) => household(hasher, i));
  const orders = new Tree8(
    hasher,
    params.orderDepth,
    houses.map(({ cells, inner }) =>
      orderCommitment(hasher, AUCTION, packOrder(cells), innerCommitment(hasher, inner)),
    ),
  );
  const auction = {
    auctionId: AUCTION,
    chainId: CHAIN,
    day: DAY,
    orderRoot: orders.root,
    asset: MONEY,
    dsoDataKey: mulBase(2n),
    market: MARKET,
    result: RESULT,
    groupId: AUCTION,
    terms: 1n,
    late: false,
  };
  return houses.map(({ signed, ...house }, i) =>
    settleCircuitInputs({
      ...house,
      ...signed,
      auction,
      context: BigInt(4_711 + i),
      orderPath: orders.path(i),
    }),
  );
}

function household(hasher: Hasher, i: number) {
  const secret = BigInt(1000 + i);
  const meter = mulBase(secret);
  const [kA, kB] = [BigInt(314_159 + i), BigInt(271_828 + i)];
  const dayCap = 1_000_000;
  const ownerPk = BigInt(33_333 + i);
  const point = pointCommitment(hasher, {
    position: i,
    ownerPk,
    ownerSigPk: new Uint8Array(32),
    meterAx: meter.x,
    meterAy: meter.y,
    importCap: 10_000,
    exportCap: 10_000,
    dayImportCap: dayCap,
    dayExportCap: dayCap,
    keyAHash: keyAHash(hasher, kA),
    keyBHash: keyBHash(hasher, kB),
    zone: 1,
    tariffId: 1,
    dayLimit: 1_000_000_000n,
    open: 0,
  });
  const cells: Cell[] = perPeriod((k) => ({
    side: some(k + i, 2) === 0 ? BUY : SELL,
    level: 400 + some(97 * i + k, 500),
    qty: some(89 * i + k, 2000),
  }));
  const readings = perPeriod((k) => ({ imported: some(83 * i + k, 2500), exported: some(79 * i + k, 900) }));
  return {
    open: 0,
    cells,
    inner: { ownerPk, point, deposit: DEPOSIT, salt: BigInt(8_888 + i) },
    position: i,
    meterKey: meter,
    dayImportCap: dayCap,
    dayExportCap: dayCap,
    kA,
    kB,
    signed: signReadings(hasher, secret, {
      chainId: CHAIN,
      position: i,
      day: DAY,
      status: STATUS_METER,
      readings,
    }),
  };
}
