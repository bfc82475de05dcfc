import { R } from '@veilgrid/protocol/core/crypto/field';
import { TRANSFER_MEMO_BYTES } from '@veilgrid/protocol/core/money/note';
import { LABEL_BYTES } from '@veilgrid/protocol/flexibility/need';
import { offerMemoBytes } from '@veilgrid/protocol/flexibility/offer';
import { PAYMENT_MEMO_BYTES } from '@veilgrid/protocol/flexibility/payment';
import type { Kind } from '@veilgrid/protocol/kinds';
import { orderMemoBytes } from '@veilgrid/protocol/market/order';
import { settleMemoBytes } from '@veilgrid/protocol/market/settlement';
import { sealedReadingBytes } from '@veilgrid/protocol/market/statusList';
import type { Params } from '@veilgrid/protocol/params';
import fc from 'fast-check';

const fr = fc.bigInt({ min: 0n, max: R - 1n });
const u8 = fc.integer({ min: 0, max: 255 });
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const price = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const u64 = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const times = <T>(item: fc.Arbitrary<T>, length: number) =>
  fc.array(item, { minLength: length, maxLength: length });
const share = fc.record({ x: fr, y: fr, r8x: fr, r8y: fr, s: fr });

const point = {
  position: u32,
  ownerPk: fr,
  ownerSigPk: bytes(32),
  meterAx: fr,
  meterAy: fr,
  importCap: u32,
  exportCap: u32,
  dayImportCap: u32,
  dayExportCap: u32,
  keyAHash: fr,
  keyBHash: fr,
  zone: u32,
  tariffId: u32,
  dayLimit: u64,
  open: u8,
};

const party = {
  sigPk: bytes(32),
  encPk: bytes(32),
  name: fc.uint8Array({ maxLength: 64 }),
  kinds: u16,
  until: u32,
};
const part = {
  nf: times(fr, 2),
  cm: times(fr, 2),
  noteRoot: fr,
  memo1: bytes(TRANSFER_MEMO_BYTES),
  memo2: bytes(TRANSFER_MEMO_BYTES),
};
const moneyPart = { ...part, asset: u64, redeemed: u64, payoutReference: bytes(32) };

/** Any body that encodes, of every kind: in range by type, not by the state machine's rules. */
export function bodyArbitrary(kind: Kind, p: Params): fc.Arbitrary<unknown> {
  const pointBody = fc.record({ sequence: u64, ...point });
  const settlement = {
    auctionId: fr,
    nf: fr,
    readingCommitment: fr,
    refundCm: fr,
    tagA: fr,
    tagB: fr,
    short: fr,
    lanes: times(fr, p.laneWords),
    status: u8,
    open: u8,
    memo: bytes(settleMemoBytes(p)),
  };
  const payment = {
    needId: fr,
    late: u8,
    payCm: fr,
    paid: u64,
    tagA: fr,
    tagB: fr,
    memo: bytes(PAYMENT_MEMO_BYTES),
  };
  const all: Record<Kind, fc.Arbitrary<unknown>> = {
    mintNote: fc.record({
      sequence: u64,
      slip: fc.record({ asset: fr, value: u64, cm: fr, memo: bytes(TRANSFER_MEMO_BYTES) }),
    }),
    networkAsset: fc.record({
      sequence: u64,
      assetId: u32,
      version: u16,
      fromDay: u32,
      kind: u8,
      parent: u32,
      ratingImport: u64,
      ratingExport: u64,
      powerFactor: u16,
      usable: u16,
      customers: u32,
      zones: fc.array(u32, { maxLength: 64 }),
      dropPpmPerKw: u32,
      dropLimitPpm: u32,
      projectId: u32,
      meterKey: bytes(32),
      classPpm: u32,
      serialHash: bytes(32),
      meterOwner: u32,
      possession: bytes(64),
    }),
    measured: fc.record({
      sequence: u64,
      assetId: u32,
      day: u32,
      act: u8,
      meterOwner: u32,
      imports: times(u32, p.K),
      exports: times(u32, p.K),
      signature: bytes(64),
      reasonHash: bytes(32),
    }),
    measuredPeak: fc.record({
      sequence: u64,
      assetId: u32,
      year: u16,
      quarter: u8,
      importW: u64,
      exportW: u64,
    }),
    mintAccount: fc.record({ sequence: u64, account: u32, value: u64 }),
    redeem: fc.record({
      sequence: u64,
      account: fc.oneof(fc.constantFrom(0, 1, 2, 3, 5), fc.integer({ min: 32, max: 0xffff_ffff })),
      value: u64,
      payoutReference: bytes(32),
    }),
    transfer: fc.record(moneyPart),
    exchange: fc.record({ assetPart: fc.record({ ...part, asset: fr }), moneyPart: fc.record(moneyPart) }),
    enrolPoint: pointBody,
    changePoint: pointBody,
    revokePoint: fc.record({ sequence: u64, position: u32 }),
    publishTariff: fc.record({
      sequence: u64,
      tariffId: u32,
      day: u32,
      importPrice: times(price, p.K),
      exportPrice: times(price, p.K),
      network: times(u32, p.K),
      discount: times(u32, p.K),
      fixedPerDay: u64,
    }),
    openAuction: fc.record({
      sequence: u64,
      zone: u32,
      tariffId: u32,
      day: u32,
      floor: price,
      tick: u16,
      collateral: price,
      tiers: fc.array(u64, { maxLength: 4 }),
      gate: u64,
      release: u64,
      close: u64,
      settleFrom: u64,
      settleEnd: u64,
      publish: u64,
      operatorShare: share,
      regulatorShare: share,
    }),
    order: fc.record({
      auctionId: fr,
      nfNote: fr,
      nfBid: fr,
      changeCm: fr,
      c: fr,
      ephemeralX: fr,
      ephemeralY: fr,
      ct: times(fr, p.orderWords + 1),
      noteRoot: fr,
      asset: u64,
      deposit: u64,
      memo: bytes(orderMemoBytes(p)),
    }),
    releaseShare: fc.record({ sequence: u64, auctionId: fr, scalar: fr, count: u32, fold: fr }),
    clear: fc.record({ sequence: u64, auctionId: fr, batch: u32, stateOut: fr }),
    close: fc.record({
      sequence: u64,
      auctionId: fr,
      traded: u64,
      enough: u8,
      volume: u64,
      p: times(u16, p.K),
      lambdaBuy: times(u32, p.K),
      lambdaSell: times(u32, p.K),
    }),
    voidAuction: fc.record({ auctionId: fr }),
    statusList: fc.record({
      sequence: u64,
      auctionId: fr,
      part: u8,
      entries: fc.array(fc.record({ tag: fr, ephemeral: bytes(32), sealed: bytes(sealedReadingBytes(p)) }), {
        maxLength: 12,
      }),
    }),
    strikeStatus: fc.record({ sequence: u64, auctionId: fr, tags: fc.array(fr, { maxLength: 12 }) }),
    openSettlement: fc.record({ auctionId: fr, terms: fr }),
    settle: fc.record(settlement),
    maskSum: fc.record({
      sequence: u64,
      groupId: fr,
      aggregator: fc.constantFrom(0, 1),
      batch: u32,
      stateOut: fr,
      sum: times(fr, p.laneWords),
      both: u32,
      net: u32,
      money: u8,
      count: u8,
      set: bytes(32),
    }),
    registerParty: fc.record({ sequence: u64, partyId: u32, ...party }),
    changeParty: fc.record({ sequence: u64, partyId: u32, ...party, lost: u8, possession: bytes(64) }),
    endParty: fc.record({ sequence: u64, partyId: u32 }),
    publish: fc.record({ auctionId: fr }),
    lateBill: fc.record({ ...settlement, paid: u64, deposit: u64 }),
    releaseHeld: fc.record({ sequence: u64, host: fr }),
    releaseBond: fc.record({ sequence: u64, auctionId: fr }),
    flexEnrol: fc.record({ sequence: u64, position: u32, leaf: fr, ownerSigPk: bytes(32) }),
    publishArea: fc.record({
      sequence: u64,
      areaId: u32,
      places: fc.array(u32, { maxLength: 16 }),
      zones: fc.array(u32, { maxLength: 8 }),
    }),
    publishCalendar: fc.record({ sequence: u64, days: fc.array(u32, { maxLength: 64 }) }),
    openNeed: fc.record({
      sequence: u64,
      areaId: u32,
      day: u32,
      gate: u64,
      release: u64,
      close: u64,
      deliverFrom: u64,
      deliverEnd: u64,
      publish: u64,
      callLead: u32,
      window: u64,
      up: u64,
      steps: fc.array(
        fc.record({ qty: times(u32, p.K), level: times(u16, p.K), label: bytes(LABEL_BYTES) }),
        { maxLength: p.needSteps },
      ),
      auctioned: u8,
      other: times(u32, p.K),
      rebound: times(u32, p.K),
      comp: times(u32, p.K),
      maxQty: u32,
      floor: u32,
      tick: u32,
      percent: u16,
      refs: fc.array(fc.record({ zone: u32, tariffId: u32 }), { maxLength: 8 }),
      tiers: fc.array(u64, { maxLength: 4 }),
      operatorShare: share,
      regulatorShare: share,
    }),
    offer: fc.record({
      needId: fr,
      nfNote: fr,
      nfOffer: fr,
      changeCm: fr,
      c: fr,
      ephemeralX: fr,
      ephemeralY: fr,
      ct: times(fr, p.orderWords + 1),
      noteRoot: fr,
      asset: u64,
      deposit: u64,
      memo: bytes(offerMemoBytes(p)),
    }),
    callNeed: fc.record({ sequence: u64, needId: fr, bits: u64 }),
    claim: fc.record({ ...payment, lanes: times(fr, 2) }),
    deliver: fc.record({ ...payment, auctionId: fr, lanes: times(fr, p.sideWords + 2) }),
    releaseDeposits: fc.record({ sequence: u64, needId: fr }),
    publishNeed: fc.record({ needId: fr }),
  };
  return all[kind];
}
