import { noteRoot } from '@veilgrid/node/state/core/money/notes';
import type { Auction } from '@veilgrid/node/state/market/auction';
import { marketOf } from '@veilgrid/node/state/market/auction';
import { settleAuction } from '@veilgrid/node/state/market/settlement';
import { statusOf } from '@veilgrid/node/state/market/statusList';
import { mulBase } from '@veilgrid/protocol/core/crypto/babyjub';
import { masksOf } from '@veilgrid/protocol/core/groups/masks';
import { type Note, noteCommitment, noteNullifier, ownerPkOf } from '@veilgrid/protocol/core/money/note';
import { keyAHash, keyBHash, type PointRecord, pointCommitment } from '@veilgrid/protocol/core/points';
import {
  type Reading,
  readingCommitment,
  readingMessage,
  readingTotals,
  salt2Of,
} from '@veilgrid/protocol/core/readings';
import {
  bidNullifier,
  type Cell,
  innerCommitment,
  orderCommitment,
  orderMemoBytes,
  orderSalt,
  packOrder,
  requiredDeposit,
  sealOrder,
} from '@veilgrid/protocol/market/order';
import {
  type Bill,
  billOf,
  maskedOutputs,
  refundAndShortfall,
  refundRho,
  settleMemoBytes,
  settleNullifier,
} from '@veilgrid/protocol/market/settlement';
import { MONEY } from '@veilgrid/protocol/params';
import { type BodyOf, hasher, type TestChain } from './chain.js';
import { GENESIS, PARAMS, publicKeyOf } from './genesis.js';

export const ZONE = 3;
export const TARIFF = 9;
const FUNDS = 10_000_000_000n;
/** Which of `secretOf` household i signs its enrolment with. */
export const ownerSeed = (i: number) => 100 + i;

/** A household that computes what its circuits would prove. */
export class Household {
  readonly i: number;
  readonly sk: bigint;
  readonly kA: bigint;
  readonly kB: bigint;
  readonly ownerPk: bigint;
  readonly point: PointRecord;
  readonly note: Note;
  deposit = 0n;
  cells: Cell[] = [];
  bill: Bill | undefined;

  constructor(i: number) {
    this.i = i;
    this.sk = 1_000n + BigInt(i);
    this.kA = 2_000n + BigInt(i);
    this.kB = 3_000n + BigInt(i);
    this.ownerPk = ownerPkOf(hasher, this.sk);
    const meter = mulBase(4_000n + BigInt(i));
    this.point = {
      // Not the order of enrolment.
      position: 5 * i + 1,
      ownerPk: this.ownerPk,
      ownerSigPk: publicKeyOf(ownerSeed(i)),
      meterAx: meter.x,
      meterAy: meter.y,
      importCap: 5_000,
      exportCap: 5_000,
      dayImportCap: 20_000,
      dayExportCap: 20_000,
      keyAHash: keyAHash(hasher, this.kA),
      keyBHash: keyBHash(hasher, this.kB),
      zone: ZONE,
      tariffId: TARIFF,
      dayLimit: 90_000_000n,
    };
    this.note = { asset: MONEY, value: FUNDS, ownerPk: this.ownerPk, rho: 5_000n + BigInt(i) };
  }

  get pointId(): bigint {
    return pointCommitment(hasher, this.point);
  }

  salt(auctionId: bigint): bigint {
    return orderSalt(hasher, this.sk, this.pointId, auctionId);
  }

  /** Wh of the day: some consume, some feed in. */
  readings(): Reading[] {
    return Array.from({ length: PARAMS.K }, (_, k) => {
      const load = 400 + 37 * this.i + 111 * k;
      const sun = this.i % 3 === 0 ? 900 * k : 0;
      return { imported: Math.max(0, load - sun), exported: Math.max(0, sun - load) };
    });
  }

  order(chain: TestChain, auction: Auction, cells: Cell[]): BodyOf<'order'> {
    const { auctionId } = auction;
    this.cells = cells;
    const needed = requiredDeposit(cells, marketOf(chain.ctx, chain.store, auction), this.point.dayLimit);
    this.deposit = auction.tiers.find((tier) => tier >= needed)!;
    const words = packOrder(cells);
    const inner = innerCommitment(hasher, this.inner(auctionId));
    const sealed = sealOrder(hasher, auction.key, auctionId, 6_000n + BigInt(this.i), words, inner);
    const change = { ...this.note, value: this.note.value - this.deposit, rho: 7_000n + BigInt(this.i) };
    return {
      auctionId,
      nfNote: noteNullifier(hasher, this.sk, noteCommitment(hasher, this.note)),
      nfBid: bidNullifier(hasher, this.sk, this.pointId, auctionId),
      changeCm: noteCommitment(hasher, change),
      c: orderCommitment(hasher, auctionId, words, inner),
      ephemeralX: sealed.ephemeral.x,
      ephemeralY: sealed.ephemeral.y,
      ct: sealed.ct,
      noteRoot: noteRoot(chain.store),
      asset: MONEY,
      deposit: this.deposit,
      memo: new Uint8Array(orderMemoBytes(PARAMS)),
    };
  }

  inner(auctionId: bigint) {
    const { ownerPk, pointId: point, deposit } = this;
    return { ownerPk, point, deposit, salt: this.salt(auctionId) };
  }

  tagA(auctionId: bigint): bigint {
    return masksOf(hasher, PARAMS, 'A', this.kA, auctionId).tag;
  }

  settle(chain: TestChain, auctionId: bigint): BodyOf<'settle'> {
    const a = settleAuction(chain.ctx, chain.store, auctionId);
    const salt = this.salt(auctionId);
    const readings = this.readings();
    this.bill = billOf(this.cells, readings, a.market, a.result);
    const { refund } = refundAndShortfall(this.deposit, this.bill.cost);
    const status = statusOf(chain.store, auctionId, this.tagA(auctionId));
    const message = readingMessage(hasher, GENESIS.chainId, this.point.position, a.day, status, readings);
    const rho = refundRho(hasher, salt, auctionId);
    return {
      ...maskedOutputs(hasher, PARAMS, auctionId, this.kA, this.kB, readings, this.bill, this.deposit),
      auctionId,
      nf: settleNullifier(hasher, salt, auctionId),
      readingCommitment: readingCommitment(
        hasher,
        message,
        readingTotals(readings),
        this.pointId,
        salt2Of(hasher, salt),
      ),
      refundCm: noteCommitment(hasher, { ...this.note, value: refund, rho }),
      status,
      memo: new Uint8Array(settleMemoBytes(PARAMS)),
    };
  }
}
