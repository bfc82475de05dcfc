/** A need over HTTP, from the days it is measured by to its last late payment: every role, every home, every proof. */
import type { FlexOpening } from '@veilgrid/client-sdk/flexibility/opening';
import type { OfferPayment } from '@veilgrid/client-sdk/flexibility/ownPayment';
import { genesisHashHex } from '@veilgrid/protocol/core/genesis';
import type { Reading } from '@veilgrid/protocol/core/readings';
import type { NeedResult } from '@veilgrid/protocol/flexibility/outcome';
import { fillsOf } from '@veilgrid/protocol/flexibility/payment';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { mintAccount } from '@veilgrid/services';
import { Refusals } from '../core/refusals.js';
import { forAll, mint, PAYMENT } from '../market/day.js';
import { ZoneDay } from '../market/zoneDay.js';
import { balancesOf, enrol } from '../town/household.js';
import type { Stages } from '../town/stages.js';
import { sum } from '../town/sum.js';
import { untilNotesAreReady } from '../town/town.js';
import type { FlexTown, Member } from './flexTown.js';
import { DAY, lowered } from './homes.js';
import { settleListed } from './listedDays.js';
import { NeedDay } from './needDay.js';
import { nextSunday } from './nextSunday.js';
import type { FlexDay, Share } from './outcome.js';
import { enterRegister } from './register.js';
import { AREA, buyingOf, MAX_QTY, secondsOf } from './terms.js';
import { offerAfterGate, offerTooMuch, offerTwice, type WrongOffers } from './wrongOffers.js';
import { deliverMore } from './wrongPayments.js';
import { showCalledWord } from './wrongSum.js';

/** 10,000.00 */
const BUYER_MONEY = 1_000_000_000_000n;
/** Levels whose calls would pay more than the waste costs that raises a baseline. */
const DEAR = [600, 30];
/** More than is ever accepted of one home. */
const CAP_DOWN = 2 * MAX_QTY;
/** Proofs of offers that are refused: the one above maxQty, and the second one. */
const REFUSED_OFFERS = 2;

export class FlexRun {
  readonly #town: FlexTown;
  readonly #stages: Stages;
  readonly #refusals = new Refusals();
  /** By position. */
  readonly #openings = new Map<number, FlexOpening>();
  readonly #sellers: readonly Member[];
  #refusedSums = 0;
  readonly #zone: ZoneDay<Member>;
  readonly #need: NeedDay;

  constructor(town: FlexTown, stages: Stages) {
    this.#town = town;
    this.#stages = stages;
    this.#sellers = town.households.filter(({ house }) => house.part !== 'other');
    this.#zone = new ZoneDay<Member>(town, DAY, town.scenario);
    this.#need = new NeedDay(town, DAY);
  }

  get #K(): number {
    return this.#town.access.genesis.params.K;
  }

  #of(...parts: readonly Member['house']['part'][]): Member[] {
    return this.#sellers.filter(({ house }) => parts.includes(house.part));
  }

  async day(): Promise<FlexDay> {
    const { access, scenario } = this.#town;
    const { api } = access;
    await this.#begin();
    const listing = { town: this.#town, stages: this.#stages, refusals: this.#refusals };
    await settleListed({ ...listing, sellers: this.#sellers });
    const { locked, second } = await this.#open();
    const { result, back } = await this.#clear(second);
    await this.#call();
    await this.#settle(result);
    const paid = await this.#deliver();
    const need = this.#need;
    await need.moveTo('deliverEnd');
    const returned = await this.#stages.run('Sums of deliveries', 1, () => need.publish());
    await this.#releaseEarly();
    await need.moveTo('late');
    const [silent] = this.#of('silent');
    paid.set(silent!, await silent!.wallet.flexibility.settle(need.needId));
    // Another device of its has delivered: this one finds what was paid.
    await this.#sellers[0]!.wallet.flexibility.settle(need.needId);
    const again = this.#of('delivers', 'deliversHalf', 'silent');
    const next = await nextSunday(this.#town, again, this.#stages);
    const params = { needId: need.needId };
    return {
      date: scenario.date,
      genesisHash: genesisHashHex(access.genesis),
      offers: this.#sellers.length,
      need: await need.entry,
      sums: await api.needSums({ params }),
      settlements: (await api.auction({ params: { auctionId: this.#zone.auctionId } })).settlements,
      zone: await api.aggregate({ params: { auctionId: this.#zone.auctionId } }),
      buyer: { locked, atClose: back, atPublication: returned },
      shares: this.#sharesOf(paid),
      next,
      supply: await api.supply({}),
      balance: sum(await balancesOf(this.#town.households)),
      refused: this.#refusals.list,
      refusedProofs: { offer: REFUSED_OFFERS, masksum: this.#refusedSums },
      proofs: this.#town.proofs,
      timings: this.#stages.timings,
    };
  }

  /** Money, points, a private payment, and the register. */
  async #begin(): Promise<void> {
    const { access, services, households } = this.#town;
    await this.#stages.run('Minting', households.length + 3, async (done) => {
      await mint(this.#town, done);
      await mintAccount(services.issuer, 'dso', BUYER_MONEY);
    });
    await this.#stages.run('Enrolling', households.length, async (done) => {
      for (const household of households) {
        await enrol(access, services, household);
        done();
      }
    });
    await untilNotesAreReady(this.#town);
    await this.#stages.run('A private payment', 1, async () => {
      const [from, to] = households;
      await from!.wallet.transfer(to!.wallet.address, PAYMENT);
    });
    await services.buyer.publishArea(AREA);
    for (const home of this.#sellers) {
      this.#openings.set(home.point.position, await enterRegister(this.#town, home, CAP_DOWN));
    }
  }

  async #open(): Promise<{ readonly locked: bigint; readonly second: Uint8Array }> {
    const [zone, need, stages] = [this.#zone, this.#need, this.#stages];
    await zone.open();
    await this.#refusals.expect('a need for which it would pay to waste', 'INFLATION_PAYS', () =>
      need.open(DEAR),
    );
    const locked = await need.open();
    const second = await stages.run('Sealed offers', this.#sellers.length, async (done) => {
      const [first] = this.#sellers;
      const opening = this.#openings.get(first!.point.position)!;
      await untilNotesAreReady(this.#town);
      await offerTooMuch(this.#wrong, first!, opening);
      await need.offer(this.#sellers, done);
      const rotate = () => enterRegister(this.#town, first!, CAP_DOWN - 1);
      return offerTwice(this.#wrong, first!, opening, rotate);
    });
    const { households } = this.#town;
    await stages.run('Orders of the day', households.length, (done) => zone.order(households, done));
    return { locked, second };
  }

  get #wrong(): WrongOffers {
    return { town: this.#town, needId: this.#need.needId, refusals: this.#refusals };
  }

  async #clear(second: Uint8Array) {
    await this.#need.gate();
    await offerAfterGate(this.#wrong, second);
    const cleared = await this.#stages.run('Offers cleared', 1, () => this.#need.clear());
    await this.#stages.run('Orders cleared', 1, () => this.#zone.clear());
    return cleared;
  }

  async #call(): Promise<void> {
    const { services, moveTime } = this.#town;
    const { called, late } = buyingOf(this.#K);
    await this.#need.moveTo('call');
    await services.buyer.call(this.#need.needId, called);
    await moveTime(DAY * SECONDS_PER_DAY + secondsOf(this.#K, late));
    await this.#refusals.expect('a call of a half hour that begins', 'CALL_LATE', () =>
      services.buyer.call(this.#need.needId, [late]),
    );
  }

  /** Whoever was accepted has lowered its net by its battery: the data hold no response. */
  async #settle(result: NeedResult): Promise<void> {
    const { called } = buyingOf(this.#K);
    const readingsOf = ({ house }: Member): readonly Reading[] => {
      const usual = house.days.get(DAY)!;
      if (house.part === 'other') return usual;
      const fills = fillsOf(house.cells, result).map(Number);
      const share = house.part === 'deliversHalf' ? 2 : 1;
      return usual.map((own, k) => (called.includes(k) ? lowered(own, Math.floor(fills[k]! / share)) : own));
    };
    const settling = this.#town.households.filter(({ house }) => house.part !== 'unproven');
    await this.#stages.run('Settlements of the day', settling.length, (done) =>
      this.#zone.settle(settling, readingsOf, done),
    );
    await this.#stages.run('Sums of the day', 1, () =>
      this.#zone.publish(async () => {
        this.#refusedSums = await showCalledWord(this.#town, this.#zone.auctionId, this.#refusals);
      }),
    );
  }

  async #deliver(): Promise<Map<Member, OfferPayment>> {
    const { needId } = this.#need;
    const { called } = buyingOf(this.#K);
    const [first, ...others] = this.#of('delivers', 'deliversHalf', 'unproven');
    const coming = [first!, ...others];
    return this.#stages.run('Deliveries', coming.length, async (done) => {
      const paid = await forAll(coming, done, (home) =>
        home === first
          ? deliverMore(this.#town, home, needId, called[0]!, this.#refusals)
          : home.wallet.flexibility.settle(needId, { unproven: home.house.part === 'unproven' }),
      );
      return new Map(coming.map((home, i) => [home, paid[i]!]));
    });
  }

  async #releaseEarly(): Promise<void> {
    const { dso, statistician } = this.#town.services.signers;
    const fields = { needId: this.#need.needId };
    const coSigners = { statistician: statistician.coSigner('releaseDeposits') };
    await this.#refusals.expect('deposits released before the late days are over', 'HELD_LOCKED', () =>
      dso.submit('releaseDeposits', { fields, coSigners }),
    );
  }

  #sharesOf(paid: ReadonlyMap<Member, OfferPayment>): Share[] {
    return [...paid].map(([{ house }, { accepted, late, earned, note, offer }]) => {
      const { name, part } = house;
      return { name, part, accepted, late, earned, paid: note.value, deposit: offer.deposit };
    });
  }
}
