/** What a supplier asks before it makes an offer. */
import { periods, question } from '@veilgrid/client-sdk';
import type { Question } from '@veilgrid/protocol/disclosure/questions';
import type { Params } from '@veilgrid/protocol/params';
import { HALF_HOURS } from '../town/data.js';
import type { Scenario } from './scenario.js';

/** 17:00 to 20:00 and 0:00 to 7:00; the small profile has quarters of a day alone. */
const HOURS = { full: { night: 14, evening: [34, 40] }, quarters: { night: 12, evening: [36, 48] } } as const;
/** 1e-8 currency: 4.00 to 12.00. */
const COSTS = [4, 6, 8, 10, 12].map((pounds) => BigInt(pounds) * 100_000_000n);
const SHARES = [100, 150, 200, 250, 300, 400, 500];
const COMPARISONS = [500, 750, 1_000, 1_250, 1_500, 2_000];
/** Wh a half hour; a longer period has as many times that. */
const PEAKS = [600, 900, 1_200, 1_500];
/** Divides the brackets that are claimed of those. */
const OTHER_PEAKS = [500, 575, 1_000, 1_150, 1_300];

/** Evening, night, and what is left of the day; as masks of periods. */
function partsOf({ K }: Params) {
  const span = HALF_HOURS / K;
  const { night, evening } = span === 1 ? HOURS.full : HOURS.quarters;
  const all = periods(0, K);
  const parts = {
    evening: periods(evening[0] / span, evening[1] / span),
    night: periods(0, night / span),
  };
  return { ...parts, all, rest: all - parts.evening - parts.night };
}

/** A bill's basis in four sums, cost, evening share, comparison with the zone, peak. */
export function questionsOf(params: Params, { days, prices }: Scenario): Question[] {
  const { evening, night, rest, all } = partsOf(params);
  return [
    question.sums([
      { side: 'imports', periods: evening },
      { side: 'imports', periods: night },
      { side: 'imports', periods: rest },
      { side: 'exports', periods: all },
    ]),
    question.cost({
      prices: days.map((day) => {
        const { importPrice, network, exportPrice } = prices.get(day)!;
        return { imports: importPrice.map((price, k) => price + network[k]!), exports: exportPrice };
      }),
      bounds: COSTS,
    }),
    question.share({ window: evening, bounds: SHARES }),
    question.comparison({ imports: all, bounds: COMPARISONS }),
    peakOf(params, PEAKS),
  ];
}

/** The peak once more, but divided elsewhere. */
export function otherPeak(params: Params): Question {
  return peakOf(params, OTHER_PEAKS);
}

function peakOf(params: Params, halfHour: readonly number[]): Question {
  const span = HALF_HOURS / params.K;
  return question.peak({ imports: partsOf(params).all, bounds: halfHour.map((wh) => wh * span) });
}
