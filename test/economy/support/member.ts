import { mulBase } from '@veilgrid/protocol/core/crypto/babyjub';
import type { MerklePath, Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { masksOf } from '@veilgrid/protocol/core/groups/masks';
import { type Note, noteCommitment, ownerPkOf, type SpendableNote } from '@veilgrid/protocol/core/money/note';
import { keyAHash, keyBHash, type PointRecord, pointCommitment } from '@veilgrid/protocol/core/points';
import { readingMessage } from '@veilgrid/protocol/core/readings';
import { type OrderInner, type OrderWitness, orderSalt } from '@veilgrid/protocol/market/order';
import type { SettleAuction, SettleWitness } from '@veilgrid/protocol/market/settlement';
import { MONEY } from '@veilgrid/protocol/params';
import { GENESIS, PARAMS } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';
import { TARIFF, ZONE } from '../../state/support/party.js';
import type { Meters } from './primitives.js';
import type { Plan } from './traders.js';
import type { PointTerms } from './world.js';

/** Fifty of the highest deposits. */
export const FUNDS = 1_000_000_000_000_000n;
const METER_SECRET = 4_000n;
const meterKeys = new Map<number, ReturnType<typeof mulBase>>();

/** A party at one connection point, with what its wallet and gateway know. */
export class Member {
  readonly sk: bigint;
  readonly kA: bigint;
  readonly kB: bigint;
  readonly ownerPk: bigint;
  readonly point: PointRecord;
  readonly pointId: bigint;
  /** As minted. */
  readonly note: Note;
  /** What it owns as days go by. */
  readonly purse: Note[];

  constructor(
    readonly i: number,
    terms: PointTerms,
  ) {
    this.sk = 1_000n + BigInt(i);
    this.kA = 2_000n + BigInt(i);
    this.kB = 3_000n + BigInt(i);
    this.ownerPk = ownerPkOf(hasher, this.sk);
    const meter = meterKeys.get(i) ?? mulBase(METER_SECRET + BigInt(i));
    meterKeys.set(i, meter);
    this.point = {
      ...terms,
      position: 5 * i + 1,
      ownerPk: this.ownerPk,
      ownerSigPk: new Uint8Array(32).fill(i),
      meterAx: meter.x,
      meterAy: meter.y,
      keyAHash: keyAHash(hasher, this.kA),
      keyBHash: keyBHash(hasher, this.kB),
      zone: ZONE,
      tariffId: TARIFF,
    };
    this.pointId = pointCommitment(hasher, this.point);
    this.note = { asset: MONEY, value: FUNDS, ownerPk: this.ownerPk, rho: 5_000n + BigInt(i) };
    this.purse = [this.note];
  }

  /** The smallest note that pays, as a wallet chooses it. */
  noteFor(deposit: bigint): Note {
    const paying = this.purse.filter((n) => n.value >= deposit);
    return paying.reduce((least, n) => (n.value < least.value ? n : least));
  }

  /** After an order: its note is gone, the change is here. */
  spend({ input, deposit, changeRho }: OrderWitness): void {
    this.purse.splice(
      this.purse.findIndex((n) => n.rho === input.rho),
      1,
    );
    this.receive(input.value - deposit, changeRho);
  }

  receive(value: bigint, rho: bigint): void {
    if (value > 0n) this.purse.push({ ...this.note, value, rho });
  }

  salt(auctionId: bigint): bigint {
    return orderSalt(hasher, this.sk, this.pointId, auctionId);
  }

  inner(auctionId: bigint, deposit: bigint): OrderInner {
    return { ownerPk: this.ownerPk, point: this.pointId, deposit, salt: this.salt(auctionId) };
  }

  tagA(auctionId: bigint): bigint {
    return masksOf(hasher, PARAMS, 'A', this.kA, auctionId).tag;
  }

  orderWitness(
    auction: OrderWitness['auction'],
    plan: Plan,
    points: Tree8,
    notes: { readonly root: bigint; readonly path: (cm: bigint) => MerklePath },
    number = 0,
  ): OrderWitness {
    const note = this.noteFor(plan.deposit);
    const input: SpendableNote = { ...note, path: notes.path(noteCommitment(hasher, note)) };
    const fresh = BigInt(this.i + 100 * number);
    return {
      auction,
      context: 0n,
      noteRoot: notes.root,
      deposit: plan.deposit,
      sk: this.sk,
      point: this.pointId,
      importCap: this.point.importCap,
      exportCap: this.point.exportCap,
      dayLimit: this.point.dayLimit,
      pointPath: points.path(this.point.position),
      input,
      changeRho: 7_000n + fresh,
      cells: plan.cells,
      salt: this.salt(auction.auctionId),
      b: 6_000n + fresh,
    };
  }

  /** The day as metered; the meter or the DSO signs it. */
  settleWitness(
    auction: SettleAuction,
    plan: Plan,
    status: number,
    orderPath: MerklePath,
    meters: Meters,
  ): SettleWitness {
    const { position, meterAx, meterAy, dayImportCap, dayExportCap } = this.point;
    const meterKey = { x: meterAx, y: meterAy };
    const message = readingMessage(hasher, GENESIS.chainId, position, auction.day, status, plan.readings);
    return {
      auction,
      context: 0n,
      status,
      cells: plan.cells,
      inner: this.inner(auction.auctionId, plan.deposit),
      orderPath,
      position,
      meterKey,
      dayImportCap,
      dayExportCap,
      kA: this.kA,
      kB: this.kB,
      readings: plan.readings,
      signature: meters.sign(status === 0 ? meterKey : auction.dsoDataKey, message),
    };
  }
}
