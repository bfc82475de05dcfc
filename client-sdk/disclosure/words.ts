/**
 * A request in words, for a person to read before they answer: who asks what of whom, who will believe the answer, how
 * long it is kept. docs/protocol/disclosure.md "Wallet's rules".
 */
import { hasBit } from '@veilgrid/protocol/core/bits';
import { boundsOf, isExact, QUESTIONS, type Question } from '@veilgrid/protocol/disclosure/questions';
import { daysOf, type Request } from '@veilgrid/protocol/disclosure/request';
import { NAMING } from '@veilgrid/protocol/disclosure/subject';
import { type Params, SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import type { ShownPurpose } from '../verifier/disclosure/purpose.js';
import { formatDay, formatMoney } from '../wallet/units.js';

/** A request as sentences in English. */
export interface RequestWords {
  /** Who asks, and for what. */
  readonly who: string;
  /** Of which days, and how many may be missing. */
  readonly days: string;
  /** What is asked, one sentence each. */
  readonly questions: readonly string[];
  /** What the household is called. */
  readonly naming: string;
  /** Whether others will believe the answer. */
  readonly provable: string;
  /** For how long the answer is kept, and that this is a promise. */
  readonly kept: string;
  /** That nothing takes an answer back. */
  readonly final: string;
}

/**
 * What a person reads before they answer: who asks, for what, of which days, and what becomes of it.
 * @param shown of the request's purpose, by facts
 */
export function requestWords(
  params: Params,
  request: Request,
  { party, purposeId, purpose }: Pick<ShownPurpose, 'party' | 'purposeId' | 'purpose'>,
): RequestWords {
  const { fromDay, toDay, maxGaps, questions, naming, designated } = request;
  const days = daysOf(request);
  const span =
    days === 1
      ? `Of ${formatDay(fromDay)}`
      : `Of the ${days} days from ${formatDay(fromDay)} to ${formatDay(toDay)}`;
  return {
    who: `${nameOf(party.name)} (party ${party.partyId}) asks you, for its registered purpose ${purposeId}.`,
    days: `${span}, UTC${maxGaps > 0 ? `; up to ${maxGaps} of them may be missing` : ''}.`,
    questions: questions.map((question) => questionWords(params, question)),
    naming: NAMING_WORDS[naming]!,
    provable:
      designated === 1
        ? 'It cannot prove your answer to anybody else.'
        : 'It can prove your answer to anybody, for ever.',
    kept: `It has registered to keep the answer for at most ${plural(purpose.retentionDays, 'day')}; you have its word alone.`,
    final: 'What you have answered cannot be taken back: ending a consent ends further answers only.',
  };
}

const NAMING_WORDS: Readonly<Record<number, string>> = {
  [NAMING.pseudonym]: 'It learns no name, but knows you again whenever you answer for this purpose.',
  [NAMING.named]: 'It learns which connection point the answer is of.',
  [NAMING.once]:
    'It learns no name, and does not know you again by what it calls you; by what you tell it, it may.',
};

/** What a question asks over all days of its request, in one sentence. */
export function questionWords(params: Params, question: Question): string {
  const { kind, registers, prices } = question;
  const brackets = boundsOf(question);
  const what = chosenWords(params, question);
  const period = `of any ${periodWords(params)}`;
  switch (kind) {
    case QUESTIONS.readings:
      return `Every single reading, day by day: ${what}.`;
    case QUESTIONS.sums: {
      const sums = registers.map(({ side, periods }) =>
        sideWords(params, side === 0 ? 'import' : 'export', periods),
      );
      return `Exact sums over all days, in Wh: ${sums.join('; ')}.`;
    }
    case QUESTIONS.range:
      return isExact(question)
        ? `The exact sum over all days, in Wh: ${what}.`
        : `In which bracket the sum over all days lies (${what}): ${betweenWords(brackets, energyWords)}.`;
    case QUESTIONS.cost: {
      const cost = `what the days cost at prices of its choice (${priceWords(params, prices)})`;
      return isExact(question)
        ? `Exactly ${cost}, in currency.`
        : `In which bracket lies ${cost}: ${betweenWords(brackets, (x) => `${formatMoney(x)} of currency`)}.`;
    }
    case QUESTIONS.share:
      return `Which share of all your import this is (${what}): ${atMostWords(brackets, percentWords)}.`;
    case QUESTIONS.comparison:
      return `How this compares with the average of your zone (${what}): ${atMostWords(brackets, percentWords)}.`;
    case QUESTIONS.peak:
      return `How high the highest value ${period} is (${what}): ${atMostWords(brackets, energyWords)}.`;
    default:
      return `How high the lowest value ${period} is (${what}): ${atLeastWords(brackets, energyWords)}.`;
  }
}

function chosenWords(params: Params, { imports, exports }: Question): string {
  return [
    ...(imports > 0n ? [sideWords(params, 'import', imports)] : []),
    ...(exports > 0n ? [sideWords(params, 'export', exports)] : []),
  ].join(' and ');
}

function sideWords({ K }: Params, side: string, periods: bigint): string {
  if (periods === (1n << BigInt(K)) - 1n) return `your ${side}, all day`;
  const runs: string[] = [];
  for (let k = 0; k < K; k++) {
    if (!hasBit(periods, k) || (k > 0 && hasBit(periods, k - 1))) continue;
    let end = k + 1;
    while (end < K && hasBit(periods, end)) end++;
    runs.push(`${clockWords(K, k)}–${clockWords(K, end)}`);
  }
  return `your ${side}, ${runs.join(', ')}`;
}

function clockWords(K: number, k: number): string {
  const minutes = (SECONDS_PER_DAY / 60 / K) * k;
  const two = (x: number) => String(x).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function periodWords({ K }: Params): string {
  return K === 48 ? 'half hour' : `${SECONDS_PER_DAY / 60 / K} minutes`;
}

/** Brackets of a sum: a bound begins the one above it. */
function betweenWords(bounds: readonly bigint[], say: (x: bigint) => string): string {
  const between = bounds.slice(1).map((bound, i) => `from ${say(bounds[i]!)} to below ${say(bound)}`);
  return [`below ${say(bounds[0]!)}`, ...between, `${say(bounds.at(-1)!)} or more`].join('; ');
}

function atMostWords(bounds: readonly bigint[], say: (x: bigint) => string): string {
  return [...bounds.map((bound) => `at most ${say(bound)}`), 'or more'].join('; ');
}

function atLeastWords(bounds: readonly bigint[], say: (x: bigint) => string): string {
  return ['less', ...bounds.map((bound) => `at least ${say(bound)}`)].join('; ');
}

/** Wh, exactly. */
function energyWords(wh: bigint): string {
  const rest = (wh % 1_000n).toString().padStart(3, '0').replace(/0+$/, '');
  return `${(wh / 1_000n).toLocaleString('en')}${rest && `.${rest}`} kWh`;
}

function percentWords(permille: bigint): string {
  return `${permille / 10n}${permille % 10n > 0n ? `.${permille % 10n}` : ''} %`;
}

/** @param prices 0.01 currency/MWh: imports, then exports of a day, and so on */
function priceWords({ K }: Params, prices: readonly number[]): string {
  const ofSide = (side: number) => prices.filter((_, i) => Math.floor(i / K) % 2 === side);
  const span = (of: readonly number[]) => {
    const extreme = (pick: (a: number, b: number) => number) =>
      (of.reduce((a, b) => pick(a, b)) / 100_000).toFixed(5);
    const [least, most] = [extreme(Math.min), extreme(Math.max)];
    return `${least === most ? least : `${least} to ${most}`} a kWh`;
  };
  return `import ${span(ofSide(0))}, export ${span(ofSide(1))}`;
}

/** A name is the party's own, and is not to move a cursor or turn the line around. */
function nameOf(bytes: Uint8Array): string {
  return JSON.stringify(new TextDecoder().decode(bytes).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '�'));
}

function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
