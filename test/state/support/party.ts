import { mulBase } from '@veilgrid/protocol/core/crypto/babyjub';
import { tagOf } from '@veilgrid/protocol/core/groups/masks';
import { type Note, ownerPkOf } from '@veilgrid/protocol/core/money/note';
import { keyAHash, keyBHash, type PointRecord, pointCommitment } from '@veilgrid/protocol/core/points';
import { type OrderInner, orderSalt } from '@veilgrid/protocol/market/order';
import { MONEY } from '@veilgrid/protocol/params';
import type { Aggregator } from '@veilgrid/protocol/roles';
import { publicKeyOf } from './genesis.js';
import { hasher } from './hasher.js';
import { K } from './profile.js';
import { remembered } from './remembered.js';

export const ZONE = 3;
export const TARIFF = 9;
/** Where a point stands: an auction's points have both in common. */
export type Where = Readonly<Pick<PointRecord, 'zone' | 'tariffId'>>;
export const HERE: Where = { zone: ZONE, tariffId: TARIFF };
/** Fifty of the highest deposits. */
const FUNDS = 1_000_000_000_000_000n;
/** Which of `secretOf` party i signs its enrolment with. */
export const ownerSeed = (i: number) => 100 + i;

/** Caps and usual worst bill of one connection point. */
export type PointTerms = Readonly<
  Pick<PointRecord, 'importCap' | 'exportCap' | 'dayImportCap' | 'dayExportCap' | 'dayLimit' | 'open'>
>;

export const CAPS: PointTerms = {
  importCap: 5_000,
  exportCap: 5_000,
  dayImportCap: 5_000 * K,
  dayExportCap: 5_000 * K,
  dayLimit: 90_000_000n,
  open: 0,
};

const meterOf = remembered(String, (i: number) => mulBase(4_000n + BigInt(i)));
const signerOf = remembered(String, (i: number) => publicKeyOf(ownerSeed(i)));

/** Who has a connection point: its keys and its first note. */
export class Party {
  readonly sk: bigint;
  readonly kA: bigint;
  readonly kB: bigint;
  readonly ownerPk: bigint;
  readonly point: PointRecord;
  readonly pointId: bigint;
  /** As minted. */
  readonly note: Note;

  constructor(
    readonly i: number,
    terms: PointTerms = CAPS,
    where: Where = HERE,
  ) {
    this.sk = 1_000n + BigInt(i);
    this.kA = 2_000n + BigInt(i);
    this.kB = 3_000n + BigInt(i);
    this.ownerPk = ownerPkOf(hasher, this.sk);
    const meter = meterOf(i);
    this.point = {
      ...terms,
      // Not the order of enrolment.
      position: 5 * i + 1,
      ownerPk: this.ownerPk,
      ownerSigPk: signerOf(i),
      meterAx: meter.x,
      meterAy: meter.y,
      keyAHash: keyAHash(hasher, this.kA),
      keyBHash: keyBHash(hasher, this.kB),
      zone: where.zone,
      tariffId: where.tariffId,
    };
    this.pointId = pointCommitment(hasher, this.point);
    this.note = { asset: MONEY, value: FUNDS, ownerPk: this.ownerPk, rho: 5_000n + BigInt(i) };
  }

  salt(auctionId: bigint): bigint {
    return orderSalt(hasher, this.sk, this.pointId, auctionId);
  }

  inner(auctionId: bigint, deposit: bigint): OrderInner {
    return { ownerPk: this.ownerPk, point: this.pointId, deposit, salt: this.salt(auctionId) };
  }

  /** What it gave to A or to B. */
  key(role: Aggregator): bigint {
    return role === 'A' ? this.kA : this.kB;
  }

  tag(role: Aggregator, auctionId: bigint): bigint {
    return tagOf(hasher, role, this.key(role), auctionId);
  }
}
