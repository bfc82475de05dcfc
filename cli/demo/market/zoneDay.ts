/** A market day of null orders: what gives its homes readings, and later baselines. */
import { nullCells } from '@veilgrid/client-sdk';
import type { Reading } from '@veilgrid/protocol/core/readings';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { openSums, publish, RELEASE_DELAY, voidAuction } from '@veilgrid/services';
import type { Household } from '../town/household.js';
import { type Setting, type Town, untilNotesAreReady } from '../town/town.js';
import { FEW, forAll, HOUR, openAuction, TIMES } from './day.js';
import type { Scenario } from './scenario.js';

/** Hours from the beginning of its day at which an auction opens. */
const OPEN = -10;

type Done = () => void;

/** What its auction is opened with. */
export type ZoneTerms = Pick<Scenario, 'prices' | 'floor'>;

export class ZoneDay<H extends Household> {
  auctionId = 0n;
  readonly #town: Town<Setting>;
  readonly #terms: ZoneTerms;

  constructor(
    town: Town<Setting>,
    readonly day: number,
    { prices, floor }: ZoneTerms,
  ) {
    this.#town = town;
    this.#terms = { prices, floor };
  }

  async open(): Promise<void> {
    await this.#moveTo(OPEN);
    const { services } = this.#town;
    const midnight = this.day * SECONDS_PER_DAY;
    const scenario = { ...this.#terms, day: this.day };
    this.auctionId = await openAuction({ services, midnight, scenario });
  }

  async order(homes: readonly H[], done: Done): Promise<void> {
    await untilNotesAreReady(this.#town);
    const { K } = this.#town.access.genesis.params;
    await forAll(homes, done, ({ wallet }) => wallet.market.order(this.auctionId, nullCells(K)));
  }

  async clear(): Promise<void> {
    const { operator, regulator } = this.#town.services;
    await this.#moveTo(TIMES.gate, Number(RELEASE_DELAY));
    await regulator.release(this.auctionId, FEW);
    await operator.clear(this.auctionId, FEW);
  }

  /** Nobody releases. */
  async endVoid(): Promise<void> {
    const { api, genesis } = this.#town.access;
    await this.#moveTo(TIMES.release);
    await voidAuction(api, genesis.profile, this.auctionId);
  }

  async settle(homes: readonly H[], readingsOf: (home: H) => readonly Reading[], done: Done): Promise<void> {
    await this.#moveTo(TIMES.settleFrom);
    const { chainId } = this.#town.access.genesis;
    await forAll(homes, done, (home) => {
      const { wallet, meter, point } = home;
      const signed = meter.signDay(chainId, point.position, this.day, readingsOf(home));
      return wallet.market.settle(this.auctionId, signed);
    });
  }

  /** @param between both roles' counts and the first one's words */
  async publish(between?: () => Promise<void>): Promise<void> {
    const { services, access } = this.#town;
    const summers = [services.maskSummerA, services.maskSummerB];
    await this.#moveTo(TIMES.settleEnd);
    if (between) {
      for (const summer of summers) await summer.sumMasks(this.auctionId, FEW);
      await between();
    }
    await openSums(summers, this.auctionId, FEW);
    await this.#moveTo(TIMES.publish);
    await publish(access.api, access.genesis.profile, this.auctionId);
  }

  async #moveTo(hours: number, seconds = 0): Promise<void> {
    await this.#town.moveTime(this.day * SECONDS_PER_DAY + hours * HOUR + seconds);
  }
}
