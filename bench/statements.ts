/** A full day's inputs for what a market proves: a settlement, a clearing batch, a batch of mask sums. */
import { type Cell, orderCommitment, packOrder } from '@veilgrid/protocol/core/books/cells';
import { clearCircuitInputs } from '@veilgrid/protocol/core/books/clear';
import { initialClearingState } from '@veilgrid/protocol/core/books/clearingState';
import { mulBase } from '@veilgrid/protocol/core/crypto/babyjub';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { initialMaskSum, maskSumCircuitInputs } from '@veilgrid/protocol/core/groups/maskSum';
import { tagOf } from '@veilgrid/protocol/core/groups/masks';
import { NOTHING } from '@veilgrid/protocol/core/groups/words';
import { fold } from '@veilgrid/protocol/core/lists';
import { keyAHash, keyBHash, type PointRecord, pointCommitment } from '@veilgrid/protocol/core/points';
import { STATUS_METER, signReadings } from '@veilgrid/protocol/core/readings';
import { innerCommitment } from '@veilgrid/protocol/market/order';
import { settleCircuitInputs } from '@veilgrid/protocol/market/settlement';
import { NO_MARGIN, type Params } from '@veilgrid/protocol/params';
import { createMatcher } from '@veilgrid/wasm-core';

const AUCTION = 9_001n;
const TERMS = 1n;
const CHAIN = 123_456_789n;
const CONTEXT = 4_711n;
const DAY = 20_500;
const POSITION = 17;
const METER = 31_337n;
const [KEY_A, KEY_B] = [314_159n, 271_828n];

/** Usual orders: some hundred Wh near the middle of the prices, bought at night and sold by day. */
const cellsOf = (K: number, household: number): Cell[] =>
  Array.from({ length: K }, (_, k) => ({
    side: (k >> 3) % 3 === 1 ? 1 : 0,
    level: 600 + ((household * 37 + k * 53) % 200),
    qty: 200 + ((household * 101 + k * 29) % 700),
  }));

/** The first batch of a day. */
export async function clearInputs(hasher: Hasher, params: Params) {
  const orders = Array.from({ length: params.clearN }, (_, i) => ({
    cells: cellsOf(params.K, i),
    inner: 1000n + BigInt(i),
  }));
  const matcher = await createMatcher();
  const foldEnd = orders.reduce(
    (end, { cells, inner }) => fold(hasher, end, orderCommitment(hasher, AUCTION, packOrder(cells), inner)),
    AUCTION,
  );
  return clearCircuitInputs(params, {
    context: CONTEXT,
    auctionId: AUCTION,
    foldStart: AUCTION,
    foldEnd,
    stateIn: 0n,
    first: true,
    orders,
    before: initialClearingState(params),
    saltOut: 5n,
    periods: matcher.clearDay(
      orders.map(({ cells }) => cells),
      params.K,
    ),
  });
}

/** @param members of a batch that starts from nothing and opens nothing */
export function maskSumInputs(hasher: Hasher, params: Params, members = params.maskN) {
  const keys = Array.from({ length: members }, (_, i) => KEY_A + BigInt(i));
  return maskSumCircuitInputs(params, {
    ...{ role: 'A', keys, groupId: AUCTION, terms: TERMS, context: CONTEXT, saltOut: 5n, stateIn: 0n },
    foldStart: AUCTION,
    foldEnd: keys.reduce((end, key) => fold(hasher, end, tagOf(hasher, 'A', key, AUCTION)), AUCTION),
    ...{ before: initialMaskSum(params), first: true, last: false, ...NOTHING },
  });
}

/** @param commitment of the point that has ordered and is read */
export function settleInputs(
  hasher: Hasher,
  params: Params,
  commitment: (hasher: Hasher, point: PointRecord) => bigint = pointCommitment,
) {
  const { K } = params;
  const every = <T>(value: T) => Array.from({ length: K }, () => value);
  const meterKey = mulBase(METER);
  const caps = { dayImportCap: 200_000, dayExportCap: 100_000 };
  const point = commitment(hasher, {
    ...caps,
    position: POSITION,
    ownerPk: 33_333n,
    ownerSigPk: new Uint8Array(32),
    meterAx: meterKey.x,
    meterAy: meterKey.y,
    importCap: 10_000,
    exportCap: 10_000,
    keyAHash: keyAHash(hasher, KEY_A),
    keyBHash: keyBHash(hasher, KEY_B),
    zone: 1,
    tariffId: 1,
    dayLimit: 1_000_000_000n,
    open: 0,
  });
  const inner = { ownerPk: 33_333n, point, deposit: 2_000_000_000n, salt: 8_888n };
  const cells = cellsOf(K, 3);
  const readings = cells.map(({ side, qty }) =>
    side === 1 ? { imported: 0, exported: qty - 50 } : { imported: qty + 90, exported: 0 },
  );
  const c = orderCommitment(hasher, AUCTION, packOrder(cells), innerCommitment(hasher, inner));
  const orders = new Tree8(hasher, params.orderDepth, [...Array(11).fill(41n), c, 42n]);
  return settleCircuitInputs({
    auction: {
      auctionId: AUCTION,
      chainId: CHAIN,
      day: DAY,
      orderRoot: orders.root,
      asset: 1n,
      dsoDataKey: mulBase(77n),
      market: {
        floor: -5000n,
        tick: 10n,
        collateral: 650_350n,
        minExport: -5000n,
        fixedPerDay: 30_000_000n,
        importPrice: every(2800n),
        exportPrice: every(900n),
        network: every(600n),
        discount: every(150n),
      },
      result: {
        traded: 2n ** BigInt(K) - 1n,
        enough: false,
        volume: 0n,
        p: every(700),
        lambdaBuy: every(NO_MARGIN),
        lambdaSell: every(NO_MARGIN),
      },
      groupId: AUCTION,
      terms: TERMS,
      late: false,
    },
    context: CONTEXT,
    status: STATUS_METER,
    open: 0,
    cells,
    inner,
    orderPath: orders.path(11),
    position: POSITION,
    meterKey,
    ...caps,
    kA: KEY_A,
    kB: KEY_B,
    readings,
    signature: signReadings(hasher, METER, {
      chainId: CHAIN,
      position: POSITION,
      day: DAY,
      status: STATUS_METER,
      readings,
    }).signature,
  });
}
