/**
 * A household's needs without anybody watching: it tells what was called, and claims or delivers when the time comes. It
 * keeps nothing itself: what stands is found on the chain, and what was built once the wallet keeps. So it may end and
 * begin again at any moment.
 */
import type { Flexibility, NeedEntry, NeedStatement, OfferPayment } from '@veilgrid/client-sdk';
import { ProtocolError } from '@veilgrid/protocol/errors';
import type { LedgerEvent } from '@veilgrid/protocol/events';

export type Household = Pick<Flexibility, 'needs' | 'statement' | 'settle'>;

export interface GatewayReports {
  /** Something of an own offer was called that was not before; once more after a new beginning. */
  called(statement: NeedStatement): Promise<void> | void;
  paid(payment: OfferPayment): void;
  /** Once a need, position and code. @param final it will not be tried again */
  failed(needId: bigint, position: number | undefined, error: ProtocolError, final: boolean): void;
}

interface Watched {
  entry: NeedEntry;
  /** Half hours that were told of. */
  told: bigint;
  /** Unix seconds of the chain; and how often it failed in a row. */
  next: bigint;
  failures: number;
  /** Positions of which nothing is left to do. */
  readonly done: Set<number>;
  /** All of them: nothing else can be offered any more. */
  over: boolean;
}

/** Nothing becomes of these by trying again. */
const FINAL: readonly string[] = ['BASELINE_DAY_MISSING', 'LATE_BILL_CLOSED', 'HELD_EXHAUSTED'];
/** Not yet its time: blocks say when. */
const EARLY: readonly string[] = ['PHASE_WRONG'];
const FIRST_PAUSE = 60n;
const MOST_DOUBLINGS = 6;

export class Gateway {
  readonly #household: Household;
  readonly #reports: GatewayReports;
  readonly #watched = new Map<bigint, Watched>();
  readonly #reported = new Set<string>();
  #failed = false;

  constructor(household: Household, reports: GatewayReports) {
    this.#household = household;
    this.#reports = reports;
  }

  /** Whether something could not be done. */
  get failed(): boolean {
    return this.#failed;
  }

  /** All needs there are. @param time of the last block, Unix seconds */
  async begin(time: bigint): Promise<void> {
    for (const needId of await this.#household.needs()) await this.#look(needId, time);
  }

  async hear(event: LedgerEvent): Promise<void> {
    if (event.type === 'need') return this.#look(event.needId, event.time);
    if (event.type !== 'block') return;
    for (const [needId, { next, entry, over }] of this.#watched) {
      if (!over && event.time >= next && isDue(entry, event.time)) await this.#look(needId, event.time);
    }
  }

  async #look(needId: bigint, time: bigint): Promise<void> {
    if (this.#watched.get(needId)?.over) return;
    const statement = await this.#tried(needId, undefined, time, () => this.#household.statement(needId));
    if (!statement) return;
    const { entry, offers } = statement;
    if (offers.length === 0) return;
    const before = this.#watched.get(needId);
    const watched = before ?? {
      entry,
      told: 0n,
      next: 0n,
      failures: 0,
      done: new Set<number>(),
      over: false,
    };
    this.#watched.set(needId, watched);
    watched.entry = entry;
    if ((entry.called & ~watched.told) !== 0n) {
      watched.told = entry.called;
      await this.#reports.called(statement);
    }
    if (isDue(entry, time)) await this.#settle(statement, watched, time);
  }

  async #settle({ entry, offers }: NeedStatement, watched: Watched, time: bigint): Promise<void> {
    const { needId } = entry;
    for (const { offer, payment } of offers) {
      const { position } = offer.point;
      if (payment || watched.done.has(position)) {
        watched.done.add(position);
        continue;
      }
      const paid = await this.#tried(needId, position, time, () =>
        this.#household.settle(needId, { position }),
      );
      if (!paid) continue;
      watched.done.add(position);
      watched.failures = 0;
      this.#reports.paid(paid);
    }
    watched.over = offers.every(({ offer }) => watched.done.has(offer.point.position));
  }

  /** Undefined where it was refused: what is not final is tried again. */
  async #tried<T>(
    needId: bigint,
    position: number | undefined,
    time: bigint,
    job: () => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await job();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      const watched = this.#watched.get(needId);
      const final = FINAL.includes(error.code) && position !== undefined;
      if (watched) {
        watched.next = time + (FIRST_PAUSE << BigInt(Math.min(watched.failures, MOST_DOUBLINGS)));
        watched.failures += EARLY.includes(error.code) ? 0 : 1;
        if (final) watched.done.add(position);
      }
      if (!EARLY.includes(error.code)) this.#report(needId, position, error, final);
      return undefined;
    }
  }

  #report(needId: bigint, position: number | undefined, error: ProtocolError, final: boolean): void {
    this.#failed = true;
    const name = [needId, position, error.code].join();
    if (this.#reported.has(name)) return;
    this.#reported.add(name);
    this.#reports.failed(needId, position, error, final);
  }
}

/** Whether an offer can be claimed or delivered, or its need has to be ended first because a role stayed silent. */
function isDue({ phase, called, result, release, close }: NeedEntry, time: bigint): boolean {
  if (phase === 'open') return false;
  if (phase === 'callsOver') return called === 0n;
  if (['void', 'settling', 'frozen', 'published'].includes(phase)) return true;
  return result === undefined && (time >= close || (phase === 'gate' && time >= release));
}
