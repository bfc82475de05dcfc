/** One of several days: its auction from the opening to the last settlement. */
import { marketOf, type OwnOrder, type Settled } from '@veilgrid/client-sdk';
import { billOf, settleNullifier } from '@veilgrid/protocol/market/settlement';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import type { RouteResponse } from '@veilgrid/protocol/routes';
import { RELEASE_DELAY, voidAuction } from '@veilgrid/services';
import { money } from '../../../terminal/format.js';
import { FEW, forAll, HOUR, openAuction, TIMES } from '../day.js';
import type { MarketTown } from '../marketTown.js';
import type { House, Scenario } from '../scenario.js';
import type { DayPlan } from './plan.js';
import type { Resident } from './resident.js';

type Done = () => void;

/** A household's part in the day, as it was when it ordered. */
export interface Part {
  readonly resident: Resident;
  readonly house: House;
  readonly order: OwnOrder;
  settled?: Settled;
}

export class MarketDay {
  readonly #town: MarketTown;
  readonly parts: Part[] = [];
  /** What was out of the ordinary, for the report. */
  readonly events: string[] = [];
  auctionId = 0n;

  constructor(
    town: MarketTown,
    readonly scenario: Scenario,
    readonly plan: DayPlan,
  ) {
    this.#town = town;
  }

  get entry(): Promise<RouteResponse<'auction'>> {
    return this.#town.access.api.auction({ params: { auctionId: this.auctionId } });
  }

  async #moveTo(name: keyof typeof TIMES, seconds = 0): Promise<void> {
    await this.#town.moveTime(this.scenario.day * SECONDS_PER_DAY + TIMES[name] * HOUR + seconds);
  }

  /** Every household whose turn it is orders, those that do not trade by a null order. */
  async order(residents: readonly Resident[], done: Done): Promise<void> {
    const midnight = this.scenario.day * SECONDS_PER_DAY;
    this.auctionId = await openAuction({ ...this.#town, scenario: this.scenario, midnight });
    const ordering = residents.slice(0, this.plan.orders);
    const parts = await forAll(ordering, done, async (resident) => {
      const house = this.scenario.houses[resident.point.position]!;
      return { resident, house, order: await resident.wallet.market.order(this.auctionId, house.cells) };
    });
    this.parts.push(...parts);
    if (this.plan.orders < residents.length) {
      this.events.push(`only ${parts.length} of ${residents.length} households order: a set below ten`);
    }
  }

  /** From the gate on: release and clearing, or what silence makes of the day. */
  async conclude(): Promise<void> {
    const { services, access } = this.#town;
    const { silent, failedMeter, replacesMeter } = this.plan;
    await this.#moveTo('gate');
    if (silent !== 'regulator') {
      await this.#moveTo('gate', Number(RELEASE_DELAY));
      await services.regulator.release(this.auctionId, FEW);
    }
    if (silent) {
      await this.#moveTo(silent === 'regulator' ? 'release' : 'close');
      await voidAuction(access.api, access.genesis.profile, this.auctionId);
      this.events.push(`the ${silent} is silent: void, its bond goes to the supplier`);
    } else {
      await services.operator.clear(this.auctionId, FEW);
    }
    const listed = [failedMeter, replacesMeter].filter((position) => position !== undefined);
    if (listed.length === 0) return;
    const supplier = services.supplier.coSigner('statusList');
    await services.billing.postStatusList(this.auctionId, listed, supplier);
    for (const p of listed) this.events.push(`House ${p + 1}'s day is signed by the DSO`);
  }

  async settle(done: Done): Promise<void> {
    await this.#moveTo('settleFrom');
    const { noShow } = this.plan;
    const coming = this.parts.filter((p) => p.resident.point.position !== noShow);
    await forAll(coming, done, async (part) => {
      part.settled = await part.resident.wallet.market.settle(this.auctionId, this.#readingsOf(part));
    });
  }

  #readingsOf({ resident: { meter, point }, house }: Part) {
    const { services, access } = this.#town;
    const { failedMeter, replacesMeter } = this.plan;
    const { position } = point;
    const { day } = this.scenario;
    return [failedMeter, replacesMeter].includes(position)
      ? services.registrar.signReadings(position, day, house.readings)
      : meter.signDay(access.genesis.chainId, position, day, house.readings);
  }

  /** After settleEnd: who did not settle opens its day to DSO and supplier, and is billed off the ledger. */
  async billLate(): Promise<void> {
    await this.#moveTo('settleEnd');
    const { access, services } = this.#town;
    const entry = await this.entry;
    for (const { settled, order, house } of this.parts) {
      if (settled) continue;
      const nf = settleNullifier(access.hasher, order.salt, this.auctionId);
      await services.billing.billLate(this.auctionId, nf, services.supplier.coSigner('lateBill'));
      const { cost } = billOf(house.cells, house.readings, marketOf(entry), entry.result!);
      this.events.push(
        `${house.name} did not settle: billed late and off the ledger, ${money(cost)} of a deposit of ${money(order.deposit)}`,
      );
    }
  }

  /** Whether a set could be opened: a set below ten waits. */
  async sumMasks(): Promise<boolean> {
    const { maskSummerA, maskSummerB } = this.#town.services;
    const { mergedSet } = await this.entry;
    if (mergedSet.at(-1) !== this.auctionId) return false;
    await Promise.all([maskSummerA.sumMasks(this.auctionId), maskSummerB.sumMasks(this.auctionId)]);
    await this.#moveTo('publish');
    return true;
  }
}
