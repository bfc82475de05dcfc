/** Several market days in sequence on one ledger, each opened while the one before is still to be settled. */
import { isDeepStrictEqual } from 'node:util';
import { deriveKeys, seedOf, Wallet } from '@veilgrid/client-sdk';
import { genesisHashHex } from '@veilgrid/protocol/core/genesis';
import { paramsOf } from '@veilgrid/protocol/params';
import { enrol } from '../../town/household.js';
import type { Stages } from '../../town/stages.js';
import { untilNotesAreReady } from '../../town/town.js';
import { forAll, mint } from '../day.js';
import type { DayOptions, MarketTown } from '../marketTown.js';
import { conserved, type Supply } from '../outcome.js';
import { buildScenario, type House } from '../scenario.js';
import { MarketDay } from './marketDay.js';
import { changeOf, type DayPlan, planDays } from './plan.js';
import { type Publication, publishSet } from './publication.js';
import { joinNotes, moveIn, type Resident, replaceMeter, rotateKeys, STAKE } from './resident.js';

export interface DaysOutcome {
  readonly genesisHash: string;
  readonly days: readonly MarketDay[];
  readonly publications: readonly Publication[];
  readonly supply: Supply;
  /** Wallets that took part, of those who moved out too. */
  readonly wallets: number;
  /** Every balance is what was minted, less deposits and fees, plus refunds; together they are all notes there are. */
  readonly balancesExact: boolean;
  /** Wallets made anew from their 24 words found the same orders, settlements and money. */
  readonly recovered: boolean;
}

export async function runDays(
  town: MarketTown,
  options: DayOptions,
  count: number,
  stages: Stages,
): Promise<DaysOutcome> {
  const { api, genesis } = town.access;
  const n = town.households.length;
  await stages.run('Minting', n + 3, (done) => mint(town, done, STAKE));
  await stages.run('Enrolling', n, async (done) => {
    for (const household of town.households) {
      await enrol(town.access, town.services, household);
      done();
    }
  });
  const days = planDays(options.date, count, n).map((plan) => dayOf(town, options, plan));
  const run = new Run(town, days, stages);
  for (let i = 0; i < days.length + 2; i++) await run.step(i);
  const supply = await api.supply({});
  const wallets = [...run.everybody.values()];
  const found = await stages.run('Recovery from 24 words', wallets.length, (done) =>
    Promise.all(
      wallets.map(async (resident) => {
        const balances = await run.balancesOf(resident);
        done();
        return balances;
      }),
    ),
  );
  const held = found.reduce((sum, { balance }) => sum + balance, 0n);
  return {
    genesisHash: genesisHashHex(genesis),
    days,
    publications: run.publications,
    supply,
    wallets: wallets.length,
    balancesExact: held === supply.notes && conserved(supply) && found.every((f) => f.balance === f.expected),
    recovered: found.every((f) => f.recovered),
  };
}

function dayOf(town: MarketTown, { profile, households, seed }: DayOptions, plan: DayPlan): MarketDay {
  const scenario = buildScenario(paramsOf(profile), plan.date, households, seed, changeOf(plan));
  const houses = scenario.houses.map((house, i) => (i === plan.undelivered ? undelivered(house) : house));
  return new MarketDay(town, { ...scenario, houses }, plan);
}

/** The panels fail: what was sold has to be bought from the supplier. */
function undelivered(house: House): House {
  return { ...house, readings: house.readings.map(({ imported }) => ({ imported, exported: 0 })) };
}

class Run {
  readonly #town: MarketTown;
  readonly #days: readonly MarketDay[];
  readonly #stages: Stages;
  readonly #residents: Resident[];
  readonly #fees = new Map<Wallet, bigint>();
  readonly publications: Publication[] = [];
  /** By ownerPk. */
  readonly everybody = new Map<bigint, Resident>();

  constructor(town: MarketTown, days: readonly MarketDay[], stages: Stages) {
    this.#town = town;
    this.#days = days;
    this.#stages = stages;
    this.#residents = town.households.map((household) => ({ ...household, epoch: 0 }));
    for (const resident of this.#residents) this.everybody.set(resident.keys.ownerPk, resident);
  }

  /** Day i is ordered and cleared; then the last but one is published, and the one before it settled, by when it has begun. */
  async step(i: number): Promise<void> {
    const [today, delivered, due] = [this.#days[i], this.#days[i - 1], this.#days[i - 2]];
    if (today) await this.#trade(today);
    if (due) await this.#publish(due);
    if (delivered) {
      await this.#stages.run(`${delivered.plan.date}: settling`, delivered.parts.length, (done) =>
        delivered.settle(done),
      );
    }
    if (today) await this.#postNewMeter(today);
  }

  async #trade(day: MarketDay): Promise<void> {
    const { rotates, movesOut, replacesMeter, undelivered, negativePrices, date } = day.plan;
    await this.#change(rotates, rotateKeys, day, 'rotates its keys for A and B');
    await this.#change(movesOut, moveIn, day, 'has a new owner');
    if (negativePrices) day.events.push('prices below zero at noon');
    if (undelivered !== undefined) day.events.push(`House ${undelivered + 1} sells and delivers nothing`);
    await this.#stages.run(`${date}: joining notes`, 1, () => this.#gather());
    await this.#stages.run(`${date}: orders`, day.plan.orders, (done) => day.order(this.#residents, done));
    await this.#stages.run(`${date}: clearing`, 1, () => day.conclude());
    if (replacesMeter !== undefined) day.events.push(`House ${replacesMeter + 1} gets a new meter`);
  }

  /** The day before was the last of the old meter. */
  async #postNewMeter(day: MarketDay): Promise<void> {
    const replacedOn = day.scenario.day - 1;
    await this.#change(
      day.plan.newMeter,
      (town, resident) => replaceMeter(town, resident, replacedOn),
      day,
      'posts its new meter, which counts from the next opening on',
    );
  }

  /** Until each resident has one note that pays any deposit; what is joined can be spent twenty minutes later. */
  async #gather(): Promise<void> {
    for (let paid = true; paid; ) {
      await untilNotesAreReady(this.#town);
      const fees = await forAll(
        this.#residents,
        () => {},
        async (resident) => {
          const fee = await joinNotes(this.#town, resident);
          const { wallet } = resident;
          this.#fees.set(wallet, (this.#fees.get(wallet) ?? 0n) + fee);
          return fee;
        },
      );
      paid = fees.some((fee) => fee > 0n);
    }
  }

  async #change(
    position: number | undefined,
    change: (town: MarketTown, resident: Resident) => Promise<Resident>,
    day: MarketDay,
    event: string,
  ): Promise<void> {
    if (position === undefined) return;
    const changed = await change(this.#town, this.#residents[position]!);
    this.#residents[position] = changed;
    this.everybody.set(changed.keys.ownerPk, changed);
    day.events.push(`House ${position + 1} ${event}`);
  }

  async #publish(day: MarketDay): Promise<void> {
    await this.#stages.run(`${day.plan.date}: publication`, 1, async () => {
      await day.billLate();
      if (!(await day.sumMasks())) return;
      this.publications.push(await publishSet(this.#town, day, this.#days));
    });
  }

  /** What a household holds, what it must hold by its own days, and whether its words alone find all of it. */
  async balancesOf({ phrase, wallet }: Resident) {
    const { access } = this.#town;
    const mine = this.#days.flatMap(({ parts }) => parts.filter((p) => p.resident.wallet === wallet));
    const spent = mine.map(
      ({ order, settled, late }) => order.deposit - ((settled ?? late)?.refund.value ?? 0n),
    );
    await wallet.sync();
    const keys = deriveKeys(access.hasher, await seedOf(phrase));
    const fresh = new Wallet({ ...access, keys });
    const found = await fresh.recover();
    const { balance } = wallet.notes;
    return {
      balance,
      expected: spent.reduce((left, amount) => left - amount, STAKE - (this.#fees.get(wallet) ?? 0n)),
      recovered:
        fresh.notes.balance === balance &&
        isDeepStrictEqual(
          found,
          mine.map(({ order, settled, late }) => ({ order, settled: settled ?? late })),
        ),
    };
  }
}
