import type { MerklePath, Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import { type Note, noteCommitment, type SpendableNote } from '@veilgrid/protocol/core/money/note';
import { readingMessage } from '@veilgrid/protocol/core/readings';
import type { OrderWitness } from '@veilgrid/protocol/market/order';
import type { SettleAuction, SettleWitness } from '@veilgrid/protocol/market/settlement';
import { GENESIS } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';
import { Party } from '../../state/support/party.js';
import type { Meters } from './primitives.js';
import type { Plan } from './traders.js';

/** A party at one connection point, with what its wallet and gateway know. */
export class Member extends Party {
  /** What it owns as days go by. */
  readonly purse: Note[] = [this.note];

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

  orderWitness(
    auction: OrderWitness['auction'],
    plan: Plan,
    points: Tree8,
    notes: { readonly root: bigint; readonly path: (cm: bigint) => MerklePath },
    days = 0,
  ): OrderWitness {
    const note = this.noteFor(plan.deposit);
    const input: SpendableNote = { ...note, path: notes.path(noteCommitment(hasher, note)) };
    const fresh = BigInt(this.i + 100 * days);
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
    const message = readingMessage(hasher, {
      chainId: GENESIS.chainId,
      position,
      day: auction.day,
      status,
      readings: plan.readings,
    });
    return {
      auction,
      context: 0n,
      status,
      open: this.point.open,
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
