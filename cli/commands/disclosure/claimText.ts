/** What a verified answer says, in words. */
import { questionWords } from '@veilgrid/client-sdk/disclosure/words';
import type { Answered, ShownDay } from '@veilgrid/client-sdk/verifier/disclosure/answered';
import type { Question } from '@veilgrid/protocol/disclosure/questions';
import type { Params } from '@veilgrid/protocol/params';
import { formatMoney } from '../../terminal/amounts.js';
import { clockOf } from '../../terminal/clockOf.js';
import { formatDay } from '../../terminal/dates.js';
import { table } from '../../terminal/format.js';

/** A question and its claim. */
export function claimText(params: Params, question: Question, answered: Answered): string {
  return `${questionWords(params, question)}\n   ${claimWords(params, answered)}`;
}

/** Days without a reading, and those that no meter read. */
export function dayLines(gaps: readonly number[], estimated: readonly number[]): string[] {
  const listed = (days: readonly number[]) => days.map(formatDay).join(', ');
  return [
    ...(gaps.length > 0 ? [`No reading of ${listed(gaps)}.`] : []),
    ...(estimated.length > 0 ? [`Read or estimated by the DSO: ${listed(estimated)}.`] : []),
  ];
}

export function claimWords(params: Params, answered: Answered): string {
  switch (answered.kind) {
    case 'readings':
      return readingsText(params, answered.days);
    case 'sums':
      return `Exactly ${answered.values.map(energy).join('; ')}.`;
    case 'share':
      return answered.atMost === undefined
        ? 'No such bound was claimed.'
        : `At most ${percent(answered.atMost)} of all import.`;
    case 'comparison':
      return comparisonWords(answered);
    case 'peak':
      return answered.atMost === undefined
        ? 'No such bound was claimed.'
        : `At most ${energy(answered.atMost)}.`;
    case 'floor':
      return answered.atLeast === undefined
        ? 'No such bound was claimed.'
        : `At least ${energy(answered.atLeast)}.`;
    default:
      return sumWords(answered);
  }
}

function sumWords({ kind, value, from, below }: Extract<Answered, { kind: 'range' | 'cost' }>): string {
  const say = kind === 'range' ? energy : (units: bigint) => `${formatMoney(units)} of currency`;
  if (value !== undefined) return `Exactly ${say(value)}.`;
  if (from === undefined) return `Below ${say(below!)}.`;
  return below === undefined ? `${say(from)} or more.` : `From ${say(from)} to below ${say(below)}.`;
}

function comparisonWords({ atMost, nets }: Extract<Answered, { kind: 'comparison' }>): string {
  if (atMost === undefined) return 'No such bound was claimed.';
  const stood =
    nets > 0 ? ` In ${nets} half hours the zone's net stood for its imports, which are never less.` : '';
  return `At most ${percent(atMost)} of the zone's average.${stood}`;
}

/** The half hours that were asked for, Wh. */
function readingsText({ K }: Params, days: readonly ShownDay[]): string {
  const rows = days.flatMap(({ day, imports, exports }) =>
    Array.from({ length: K }, (_, k) => [imports[k], exports[k]] as const).flatMap(
      ([imported, exported], k) =>
        imported === undefined && exported === undefined
          ? []
          : [[`   ${formatDay(day)} ${clockOf(K, k)}`, String(imported ?? '-'), String(exported ?? '-')]],
    ),
  );
  return table([['Wh', 'import', 'export'], ...rows]);
}

const energy = (wh: bigint) => `${wh.toLocaleString('en')} Wh`;
const percent = (permille: bigint) => `${Number(permille) / 10} %`;
