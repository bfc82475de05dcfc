/** One need, from its opening to its publication. */
import type { NeedResult } from '@veilgrid/protocol/flexibility/outcome';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import type { RouteResponse } from '@veilgrid/protocol/routes';
import { openSums, publishNeed, RELEASE_DELAY } from '@veilgrid/services';
import { FEW, forAll, HOUR } from '../market/day.js';
import { untilNotesAreReady } from '../town/town.js';
import type { FlexTown, Member } from './flexTown.js';
import { NEED_TIMES, needTerms } from './terms.js';

type Done = () => void;

export class NeedDay {
  needId = 0n;
  readonly #town: FlexTown;

  constructor(
    town: FlexTown,
    readonly day: number,
  ) {
    this.#town = town;
  }

  get entry(): Promise<RouteResponse<'need'>> {
    return this.#town.access.api.need({ params: { needId: this.needId } });
  }

  /** @param levels of its steps; default: those that it is opened with. @returns what the buyer locks */
  async open(levels?: readonly number[]): Promise<bigint> {
    const { services, access } = this.#town;
    const terms = needTerms(access.genesis.params.K, this.day, levels);
    const before = await this.#balance();
    this.needId = await services.buyer.openNeed(terms, services.needOperator, services.needRegulator);
    return before - (await this.#balance());
  }

  async offer(homes: readonly Member[], done: Done): Promise<void> {
    await untilNotesAreReady(this.#town);
    await forAll(homes, done, ({ wallet, house }) => wallet.flexibility.offer(this.needId, house.cells));
  }

  async gate(): Promise<void> {
    await this.moveTo('gate', Number(RELEASE_DELAY));
  }

  /** @returns what the buyer has back of its lock */
  async clear(): Promise<{ readonly result: NeedResult; readonly back: bigint }> {
    const { needOperator, needRegulator } = this.#town.services;
    await needRegulator.release(this.needId, FEW);
    const before = await this.#balance();
    const result = await needOperator.clear(this.needId, FEW);
    return { result, back: (await this.#balance()) - before };
  }

  /** @returns what the buyer has back */
  async publish(): Promise<bigint> {
    const { services, access } = this.#town;
    await openSums([services.maskSummerA, services.maskSummerB], this.needId, FEW);
    await this.moveTo('publish');
    const before = await this.#balance();
    await publishNeed(access.api, access.genesis.profile, this.needId);
    return (await this.#balance()) - before;
  }

  async moveTo(name: keyof typeof NEED_TIMES, seconds = 0): Promise<void> {
    await this.#town.moveTime(this.day * SECONDS_PER_DAY + NEED_TIMES[name] * HOUR + seconds);
  }

  async #balance(): Promise<bigint> {
    return (await this.#town.access.api.supply({})).accounts.dso;
  }
}
