import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_DAY, SEED } from '@veilgrid/cli/demo/market/scenario';
import type { Api } from '@veilgrid/protocol/routes';
import { Random } from '../economy/support/random.js';
import { headOf, MortalNode, take } from './support/mortalNode.js';
import { type RecordedDay, recordDay, type Step } from './support/recordDay.js';

/** Another seed kills at other points. */
const FIRST = Number(process.env.VEILGRID_SEED ?? 1);
const KILLS = 100;
/** Days that are played, and killed, side by side. */
const LANES = 2;
/** A kill comes at any time from sending to somewhat later than the answer should come. */
const SLACK = 1.5;
const STARTING_MS = 1_500;

const root = mkdtempSync(join(tmpdir(), 'veilgrid-crash-'));
afterAll(() => rmSync(root, { recursive: true }));

const pause = (ms: number) => new Promise((passed) => setTimeout(passed, ms));

let day: RecordedDay;
/** Of a run that nobody disturbed: where it ended, and how long each step took. */
let undisturbed: { head: ReturnType<typeof headOf>; ms: number[] };

beforeAll(async () => {
  day = await recordDay({ profile: 'small', households: 10, date: DEFAULT_DAY, seed: SEED });
  const node = new MortalNode(day, join(root, 'undisturbed'));
  try {
    const api = await node.api();
    const ms: number[] = [];
    for (const step of day.steps) {
      const start = performance.now();
      await take(api, step);
      ms.push(performance.now() - start);
    }
    undisturbed = { head: headOf(await api.status({})), ms };
  } finally {
    await node.kill();
  }
}, 1_200_000);

interface Tally {
  kills: number;
  days: number;
  /** Kills before the node listened, and between two requests. */
  starting: number;
  idle: number;
  /** Kills with a step under way: its block was not on disk afterwards, or was, or the answer came before. */
  lost: number;
  stored: number;
  acknowledged: number;
}

/** A ledger whose node is killed again and again until its day is over. */
class KilledLedger {
  /** Steps that the node said are on disk. */
  #acknowledged = 0;
  /** Whether the next step was sent to a node that was killed before it answered. */
  #underWay = false;

  constructor(
    readonly dataDir: string,
    readonly random: Random,
    readonly tally: Tally,
  ) {}

  /** From one start of the node to its kill. @returns whether the day is over */
  async live(): Promise<boolean> {
    const node = new MortalNode(day, this.dataDir);
    try {
      if (this.tally.kills >= KILLS) return await this.#goOn(await node.api(), Number.POSITIVE_INFINITY);
      const over = await this.#liveShortly(node);
      if (!over) this.tally.kills++;
      return over;
    } finally {
      await node.kill();
    }
  }

  async #liveShortly(node: MortalNode): Promise<boolean> {
    const { random, tally } = this;
    if (random.chance(0.05)) {
      await pause(random.int(0, STARTING_MS));
      tally.starting++;
      return false;
    }
    const api = await node.api();
    if (await this.#goOn(api, random.int(0, 1))) return true;
    if (random.chance(0.05)) tally.idle++;
    else await this.#dieWorking(node, api);
    return false;
  }

  /** Holds the ledger against what was promised, and takes some steps. @returns whether the day is over */
  async #goOn(api: Api, steps: number): Promise<boolean> {
    const found = Number((await api.status({})).height);
    const more = found - this.#acknowledged;
    expect([0, this.#underWay ? 1 : 0]).toContain(more);
    if (this.#underWay) this.tally[more === 1 ? 'stored' : 'lost']++;
    this.#underWay = false;
    const end = Math.min(day.steps.length, found + steps);
    for (this.#acknowledged = found; this.#acknowledged < end; this.#acknowledged++) {
      await take(api, day.steps[this.#acknowledged]!);
    }
    if (end < day.steps.length) return false;
    expect(headOf(await api.status({}))).toEqual(undisturbed.head);
    this.tally.days++;
    return true;
  }

  async #dieWorking(node: MortalNode, api: Api): Promise<void> {
    const step = day.steps[this.#acknowledged]!;
    if ('tx' in step && this.random.chance(0.75)) await this.#dieCommitting(node, api, step.tx);
    else await this.#dieAnswering(node, api, step);
  }

  /** While the block of an accepted transaction is being made, or shortly before or after. */
  async #dieCommitting(node: MortalNode, api: Api, tx: Uint8Array): Promise<void> {
    await api.submit({ body: { tx } });
    // The first step, a mint, was taken by a node that had just been started, as this one.
    await this.#pauseWithin(undisturbed.ms[0]!);
    await node.kill();
    this.#underWay = true;
  }

  /** At any time between a request and its answer, checks of its proof included. */
  async #dieAnswering(node: MortalNode, api: Api, step: Step): Promise<void> {
    const answered = take(api, step).then(
      () => true,
      (error: unknown) => error,
    );
    await this.#pauseWithin(undisturbed.ms[this.#acknowledged]!);
    await node.kill();
    const answer = await answered;
    this.#underWay = answer !== true;
    if (this.#underWay) expect(answer).toMatchObject({ code: 'NODE_UNREACHABLE' });
    else {
      this.#acknowledged++;
      this.tally.acknowledged++;
    }
  }

  #pauseWithin(ms: number): Promise<unknown> {
    return pause((this.random.int(0, 1_000) / 1_000) * SLACK * ms);
  }
}

test(`a node killed ${KILLS} times loses nothing it acknowledged, and ends where an undisturbed one does`, async () => {
  const tally: Tally = { kills: 0, days: 0, starting: 0, idle: 0, lost: 0, stored: 0, acknowledged: 0 };
  const lanes = Array.from({ length: LANES }, async (_, lane) => {
    const random = new Random(FIRST * LANES + lane);
    for (let begun = 0; tally.kills < KILLS; begun++) {
      const ledger = new KilledLedger(join(root, `${lane}-${begun}`), random, tally);
      while (!(await ledger.live()));
    }
  });
  await Promise.all(lanes);
  process.stdout.write(`${JSON.stringify({ steps: day.steps.length, ...tally })}\n`);
  const { kills, starting, idle, lost, stored, acknowledged } = tally;
  expect(kills).toBeGreaterThanOrEqual(KILLS);
  expect(starting + idle + lost + stored + acknowledged).toBe(kills);
  // The kills came on both sides of the commit.
  expect(lost).toBeGreaterThan(KILLS / 10);
  expect(stored + acknowledged).toBeGreaterThan(KILLS / 10);
}, 3_600_000);
