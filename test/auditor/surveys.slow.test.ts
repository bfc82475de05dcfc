/** Node and auditor on a made-up module's groups, at random, beside a direct model: both take, refuse and open the same. */
import { openBooks } from '@veilgrid/client-sdk/auditor/books';
import { enterPublished, join, openedWith, putGroup } from '@veilgrid/client-sdk/auditor/core/groups';
import type { Ledger } from '@veilgrid/client-sdk/auditor/core/ledger';
import { logEnergy, maskSum, moneyOf } from '@veilgrid/client-sdk/auditor/core/maskSum';
import { putPart } from '@veilgrid/client-sdk/auditor/core/partedSets';
import { GROUP_LINES } from '@veilgrid/client-sdk/auditor/groupLines';
import { requireGroup } from '@veilgrid/node/state/core/groups/group';
import { mergedSet } from '@veilgrid/node/state/core/groups/mergedSet';
import { openedMoney, readSum } from '@veilgrid/node/state/core/groups/openedSum';
import { publicSignals } from '@veilgrid/node/state/handlers';
import type { MaskSumBody } from '@veilgrid/protocol/core/groups/maskSum';
import { COUNT_ALONE, NOTHING, type Opening } from '@veilgrid/protocol/core/groups/words';
import fc from 'fast-check';
import { codeOf } from '../state/support/codeOf.js';
import { GENESIS, START } from '../state/support/genesis.js';
import { hasher } from '../state/support/hasher.js';
import { importer, type MemberDay, prosumer } from '../state/support/maskedGroups.js';
import { K } from '../state/support/profile.js';
import { claim, correction, delivery, peak, session, settled, WORDS } from '../state/support/statements.js';
import { AUCTION, MONEY_AND_COUNT } from '../state/support/surveyRules.js';
import { ROLES, type Statement, Surveys } from '../state/support/surveys.js';
import { SURVEY_LINES } from './support/surveyLines.js';

const everyHour = (1n << BigInt(K)) - 1n;
const KINDS = { deliveries: 'need', panel: 'panel', issues: 'issue' } as const;
const isPart = (rules: string): rules is keyof typeof KINDS => rules in KINDS;

/** Both books of one ledger. */
class Both {
  readonly surveys: Surveys;
  readonly #books = openBooks(GENESIS, hasher);
  readonly #choices: Iterator<number>;

  constructor(surveys: Surveys, choices: Iterator<number>) {
    this.surveys = surveys;
    this.#choices = choices;
    const ledger = { ...this.ledger, time: START };
    for (const { id, rules, survey, members } of surveys.given.values()) {
      const { series = 0n, freezes, terms = id, of } = survey;
      putGroup(ledger, { id, rules, series, freezes, zone: 0, day: 0 });
      this.#books.groups.get(id)!.terms = terms;
      if (of !== undefined && isPart(rules)) {
        const asks = { imports: everyHour, exports: everyHour, peaks: true };
        putPart(ledger, of, { group: id, kind: KINDS[rules], number: id, ...asks });
      }
      for (const member of members) join(ledger, id, member);
    }
  }

  get ledger(): Ledger<ReturnType<typeof openBooks>> {
    const { time } = this.surveys.chain;
    return {
      genesis: GENESIS,
      hasher,
      books: this.#books,
      time,
      groupLines: { ...GROUP_LINES, ...SURVEY_LINES },
    };
  }

  #play(body: Omit<MaskSumBody, 'sequence'>): string | undefined {
    const { chain } = this.surveys;
    const tx = chain.tx('maskSum', body);
    let signals: ReturnType<typeof publicSignals> | undefined;
    const node = codeOf(() => {
      const now = publicSignals(chain.ctx, chain.store, tx, 3n);
      chain.submit(tx);
      signals = now;
    });
    let own: ReturnType<typeof maskSum>;
    const auditor = codeOf(() => {
      own = maskSum(this.ledger, tx.body as MaskSumBody, 3n);
    });
    expect(auditor).toBe(node);
    expect(own).toEqual(signals);
    return node;
  }

  /** @returns why the last of them was refused */
  open(...[set, opens, place]: Parameters<Surveys['open']>): string | undefined {
    let refusal: string | undefined;
    for (const role of ROLES) {
      for (const body of this.surveys.bodies(role, set, opens, place)) {
        const choice = this.#choices.next().value;
        if (choice === 0) this.#play({ ...body, both: body.both ^ 1 });
        if (choice === 1) this.#play({ ...body, money: body.money ^ 1 });
        if (choice === 2) this.#play({ ...body, batch: body.batch + 1 });
        if (choice === 3) this.#play({ ...body, count: body.count ^ 1 });
        refusal = this.#play(body);
      }
    }
    return refusal;
  }

  setOf(id: bigint): bigint[] {
    const { ctx, store } = this.surveys.chain;
    const set = mergedSet(ctx, store, id);
    const group = this.#books.groups.get(id)!;
    const own = codeOf(() => expect(openedWith(this.ledger, group).map((each) => each.id)).toEqual(set));
    expect(own).toBe(set.length > 0 ? undefined : 'GROUP_TOO_SMALL');
    return set;
  }

  money(set: readonly bigint[]): bigint {
    const { ctx, store } = this.surveys.chain;
    const { word } = openedMoney(ctx, store, set);
    const groups = set.map((id) => this.#books.groups.get(id)!);
    expect(moneyOf(this.ledger, groups)).toBe(word);
    return word;
  }

  publish(id: bigint): void {
    const set = this.setOf(id);
    this.surveys.publish(id);
    const groups = set.map((each) => this.#books.groups.get(each)!);
    if (SURVEY_LINES[this.surveys.given.get(id)!.rules]?.logs === 'published') logEnergy(this.ledger, groups);
    enterPublished(this.ledger, groups);
  }

  sum(id: bigint) {
    const sum = readSum(this.surveys.chain.store, id);
    expect(this.#books.sums.get(id)).toEqual(sum);
    return sum;
  }
}

const flags = fc.record({
  counts: fc.oneof(
    { weight: 15, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constant(false) },
  ),
  open: fc.oneof(
    { weight: 15, arbitrary: fc.constant<0 | 1>(0) },
    { weight: 1, arbitrary: fc.constant<0 | 1>(1) },
  ),
  money: fc.bigInt(0n, 1_000n),
  yes: fc.oneof({ weight: 6, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
});
type Flags = typeof flags extends fc.Arbitrary<infer T> ? T : never;

const MADE = {
  peaks: ({ money, yes }: Flags) => peak(money, yes ? 1 : 0),
  corrections: ({ money }: Flags) => correction(money),
  deliveries: ({ money, yes }: Flags) => delivery(yes ? 5 : -9, money, 40n),
  sessions: ({ yes }: Flags) => session(20, yes),
} as const;
const rules = fc.constantFrom(...(Object.keys(MADE) as (keyof typeof MADE)[]));
const sizes = fc.oneof(fc.nat(9), fc.integer({ min: 10, max: 14 }));
const groupsOf = sizes.chain((n) => fc.array(flags, { minLength: n, maxLength: n }));

test('random series open alike, and to the sums of what was put in', () => {
  const seen = { together: 0, alone: 0, waits: 0, energy: 0 };
  fc.assert(
    fc.property(
      rules,
      fc.array(groupsOf, { minLength: 1, maxLength: 3 }),
      fc.infiniteStream(fc.nat(11)),
      (name, groups, choices) => {
        const surveys = new Surveys();
        const money = new Map<bigint, bigint>();
        groups.forEach((members, i) => {
          const id = BigInt(31 + i);
          const statements = members.map((of): Statement => {
            return { ...MADE[name](of), counts: of.counts, open: of.open };
          });
          surveys.with(name, id, { series: 3n, freezes: START + BigInt(i + 1), terms: id * 5n }, statements);
          const at = surveys.chain.ctx.groups[name]!.words(GENESIS.params).indexOf(
            GENESIS.params.laneWords - 2,
          );
          money.set(
            id,
            statements.reduce((sum, { lanes }) => sum + lanes[at]!, 0n),
          );
        });
        surveys.chain.at(START + 100n);
        const both = new Both(surveys, choices);
        const ids = [...surveys.given.keys()];
        if (name === 'peaks') for (const id of ids) both.open([id], COUNT_ALONE, 'own');
        for (const id of ids) {
          const set = both.setOf(id);
          if (set.length === 0) seen.waits++;
          if (set.at(-1) !== id) continue;
          seen[set.length > 1 ? 'together' : 'alone']++;
          const [first, place] = {
            peaks: [{ ...NOTHING, money: 1 }, set.length > 1 ? 'after' : 'again'] as const,
            corrections: [{ ...NOTHING, money: 1 }, 'all'] as const,
            deliveries: [MONEY_AND_COUNT, 'all'] as const,
            sessions: [MONEY_AND_COUNT, 'all'] as const,
          }[name];
          expect(both.open(set, first, place)).toBeUndefined();
          expect(both.money(set)).toBe(set.reduce((sum, each) => sum + money.get(each)!, 0n));
          if (name === 'sessions' && both.open(set, { ...NOTHING, both: 1 }, 'again') === undefined) {
            both.sum(id);
            seen.energy++;
          }
          if (choices.next().value === 0) both.publish(id);
        }
        // What was published in between changed no plan.
        for (const id of ids) both.setOf(id);
      },
    ),
    { numRuns: 40 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
});

const day = fc.oneof(
  { weight: 12, arbitrary: fc.constant(prosumer) },
  { weight: 2, arbitrary: fc.constant(importer) },
  { weight: 1, arbitrary: fc.constant<MemberDay>({ ...prosumer, open: 1 }) },
  { weight: 1, arbitrary: fc.constant<MemberDay>({ ...prosumer, status: 1 }) },
);

test('random parts of a set open alike', () => {
  const seen = { shown: 0, closed: 0 };
  const part = fc.record({
    rules: fc.constantFrom('panel', 'panel', 'issues', 'deliveries'),
    many: fc.nat(14),
  });
  fc.assert(
    fc.property(
      fc.array(day, { minLength: 20, maxLength: 34 }),
      fc.array(part, { minLength: 1, maxLength: 2 }),
      fc.infiniteStream(fc.nat(11)),
      (days, parts, choices) => {
        const surveys = new Surveys().with(
          'settlements',
          AUCTION,
          { freezes: START + 1n },
          days.map(settled),
        );
        let from = 0;
        parts.forEach(({ rules: name, many }, i) => {
          const own = days.slice(from, from + many);
          from += many;
          const make = { panel: settled, issues: claim, deliveries: () => delivery(5, 1n, 1n) }[name]!;
          const freezes = START + BigInt(2 + i);
          surveys.with(name, BigInt(31 + i), { freezes, of: AUCTION }, own.map(make));
        });
        surveys.chain.at(START + 10n);
        const both = new Both(surveys, choices);
        both.open([AUCTION], COUNT_ALONE, 'own');
        if (both.setOf(AUCTION).length === 0) return;
        const { ctx, store } = surveys.chain;
        const shown = ctx.groups[requireGroup(store, AUCTION).rules]!.rest!(ctx, store, [AUCTION])!;
        both.open([AUCTION], shown, 'again');
        both.publish(AUCTION);
        const ids = parts.map((_, i) => BigInt(31 + i));
        parts.forEach(({ rules: name, many }, i) => {
          if (many < 10) return;
          if (name === 'deliveries') both.open([ids[i]!], MONEY_AND_COUNT, 'all');
          else both.open([ids[i]!], COUNT_ALONE, 'own');
        });
        parts.forEach(({ rules: name, many }, i) => {
          const id = ids[i]!;
          both.setOf(id);
          if (many < 10) return;
          const due = ctx.groups[name]!.rest!(surveys.chain.ctx, store, [id]);
          const tried: Opening = due ?? { ...NOTHING, both: WORDS };
          const refusal = both.open([id], tried, 'again');
          expect(refusal === undefined).toBe(due !== undefined);
          seen[due ? 'shown' : 'closed']++;
          if (!due) return;
          if (name !== 'deliveries') both.publish(id);
          both.sum(id);
        });
      },
    ),
    { numRuns: 30 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
});
