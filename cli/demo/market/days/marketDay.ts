/** One of several days: its auction from the opening to the last settlement. */
import { hexToBytes } from '@noble/hashes/utils.js';
import type { OwnOrder, Settled } from '@veilgrid/client-sdk';
import type { SignedReadings } from '@veilgrid/protocol/core/readings';
import { element } from '@veilgrid/protocol/core/wire';
import { fail, ProtocolError } from '@veilgrid/protocol/errors';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import type { RouteResponse } from '@veilgrid/protocol/routes';
import { type Complaint, openSums, RELEASE_DELAY, voidAuction } from '@veilgrid/services';
import { money } from '../../../terminal/format.js';
import { FEW, forAll, HOUR, MANY, openAuction, TIMES } from '../day.js';
import type { MarketTown } from '../marketTown.js';
import type { House, Scenario } from '../scenario.js';
import { type DayPlan, readByDso } from './plan.js';
import type { Resident } from './resident.js';

type Done = () => void;

/** A household's part in the day, as it was when it ordered. */
export interface Part {
  readonly resident: Resident;
  readonly house: House;
  readonly order: OwnOrder;
  settled?: Settled;
  /** Where it came when the time to settle was over. */
  late?: Settled;
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
      this.events.push(`only ${parts.length} of ${residents.length} households order`);
    }
  }

  /** From the gate on: release and clearing, or what silence makes of the day. */
  async conclude(): Promise<void> {
    const { services, access } = this.#town;
    const { silent } = this.plan;
    await this.#moveTo('gate');
    if (silent !== 'regulator') {
      await this.#moveTo('gate', Number(RELEASE_DELAY));
      await services.regulator.release(this.auctionId, FEW);
    }
    if (silent) {
      await this.#moveTo(silent === 'regulator' ? 'release' : 'close');
      await voidAuction(access.api, access.genesis.profile, this.auctionId);
      const { forfeit, share } = await this.entry;
      this.events.push(
        `the ${silent} is silent: void, its bond of ${money(forfeit)} goes to the households, ${money(share)} each`,
      );
    } else {
      await services.operator.clear(this.auctionId, FEW);
    }
  }

  /** The days that the DSO read, now that they are over, each sealed to its household. */
  async #list(): Promise<void> {
    const { uselessMemo } = this.plan;
    const { day, houses } = this.scenario;
    const { services } = this.#town;
    await this.#moveTo('read');
    const read = readByDso(this.plan);
    const days = read.map((position) => ({
      position,
      signed: services.registrar.signReadings(position, day, houses[position]!.readings),
    }));
    if (uselessMemo !== undefined)
      days.push({ position: uselessMemo, signed: this.#ofTheDayBefore(uselessMemo) });
    if (days.length === 0) return;
    await services.billing.postStatusList(this.auctionId, days, services.statistician.coSigner(MANY));
    const { entries } = (await this.entry).status;
    for (const p of read) this.events.push(`House ${p + 1}'s day is signed by the DSO`);
    this.events.push(
      `sealed status list: ${entries} of ${this.parts.length}; only the owner opens its reading`,
    );
  }

  /** Right readings under a signature that is not this day's. */
  #ofTheDayBefore(position: number): SignedReadings {
    const { day, houses } = this.scenario;
    return this.#town.services.registrar.signReadings(position, day - 1, houses[position]!.readings);
  }

  /** Its wallet refuses the memo and says by which secret anybody sees why; regulator and statistician strike it. */
  async #complain(part: Part): Promise<void> {
    const { services } = this.#town;
    const complaint = await this.#settled(part).then(
      () => {
        throw fail('STATUS_WRONG', { field: 'status' });
      },
      (error: unknown): Complaint => {
        if (!(error instanceof ProtocolError) || error.code !== 'MEMO_INVALID') throw error;
        const { position, tag, secret } = error.data;
        return { position: Number(position), tag: element.parse(tag), secret: hexToBytes(String(secret)) };
      },
    );
    await services.strikes.strike(this.auctionId, [complaint], services.statistician.coSigner());
    this.events.push(
      `${part.house.name} is listed by a memo that is no use to it: struck, so it settles by its own meter`,
    );
  }

  async settle(done: Done): Promise<void> {
    await this.#list();
    await this.#moveTo('settleFrom');
    const { noShow, uselessMemo } = this.plan;
    const complaining = this.parts.find((p) => p.resident.point.position === uselessMemo);
    if (complaining) await this.#complain(complaining);
    const coming = this.parts.filter((p) => p.resident.point.position !== noShow);
    await forAll(coming, done, async (part) => {
      part.settled = await this.#settled(part);
    });
  }

  /** By the meter's reading; a listed point settles by the one in the list. */
  #settled({ resident: { meter, point, wallet }, house }: Part): Promise<Settled> {
    const { genesis } = this.#town.access;
    const { position } = point;
    const listed = readByDso(this.plan).includes(position);
    const signed = listed
      ? undefined
      : meter.signDay(genesis.chainId, position, this.scenario.day, house.readings);
    return wallet.market.settle(this.auctionId, signed);
  }

  /** After settleEnd: who did not settle sends a late bill, which needs nobody's signature and costs a fee. */
  async billLate(): Promise<void> {
    await this.#moveTo('settleEnd');
    for (const part of this.parts) {
      if (part.settled) continue;
      part.late = await this.#settled(part);
      const { bill, refund, lateFee } = part.late;
      this.events.push(
        `${part.house.name} did not settle: a late bill of ${money(bill.cost)}, ${money(lateFee)} of it the fee; ` +
          `${money(refund.value)} of a deposit of ${money(part.order.deposit)} come back`,
      );
    }
  }

  /** Whether a set could be opened: a small one waits. */
  async sumMasks(): Promise<boolean> {
    const { maskSummerA, maskSummerB } = this.#town.services;
    try {
      if (!(await openSums([maskSummerA, maskSummerB], this.auctionId, { few: true }))) return false;
    } catch (error) {
      if (!(error instanceof ProtocolError && error.code === 'GROUP_TOO_SMALL')) throw error;
      this.events.push(
        'fewer than ten are active: the set waits for a large one, and nothing of it is opened',
      );
      return false;
    }
    await this.#moveTo('publish');
    return true;
  }
}
