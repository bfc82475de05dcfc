/** The flexibility market's gadgets by themselves, and attacks on their checks. */
import type { Params } from '@veilgrid/protocol/params';
import { partOf } from '../circuits/support/partOf.js';
import { pack } from '../circuits/support/reference.js';
import { type Attack, type Attacks, ends } from './attack.js';
import type { Subject } from './instrument.js';

const zeros = (count: number) => Array<bigint>(count).fill(0n);

/** A Wh delivered of five accepted, a cell at the price that reaches its margin, and readings of nothing. */
export function flexibilitySubjects({ K, baselineDays, readingWords }: Params): readonly Subject[] {
  const days = baselineDays + 1;
  return [
    {
      template: 'FillCell',
      file: 'flexibility/fill-cell.circom',
      parameters: [],
      inputs: { level: 6n, qty: 9n, traded: 1n, p: 6n, lambda: 4n },
    },
    {
      template: 'DeliveredPeriod',
      file: 'flexibility/delivered-period.circom',
      parameters: [],
      inputs: { called: 1n, up: 0n, fill: 5n, below: 3n, rate: 3n, pen: 2n, rebound: 1n, comp: 4n },
    },
    {
      template: 'UnpackPairs',
      file: 'flexibility/baseline.circom',
      parameters: [K, 24],
      inputs: { words: zeros(readingWords) },
    },
    {
      template: 'Baseline',
      file: 'flexibility/baseline.circom',
      parameters: [K, baselineDays],
      inputs: {
        weight: zeros(days).with(1, 1n),
        words: Array.from({ length: days }, () => zeros(readingWords)),
        refImport: zeros(K),
        refExport: zeros(K),
        n: 1n,
      },
    },
    {
      template: 'Payment',
      file: 'flexibility/payment.circom',
      parameters: [],
      inputs: { late: 0n, needId: 1n, asset: 1n, payPk: 2n, salt: 3n, deposit: 5n, pay: 7n },
    },
  ];
}

// By default at the price: `at` is 1, and the cell reaches its margin.
const fill: Attacks = [
  'FillCell',
  [
    ['Bit()(below)', {}, { below: -1n, at: 1n }],
    ['Bit()(above)', {}, { below: 1n, at: 1n }],
    ['at * (level - p) === 0', { level: 5n }, { below: 0n, at: 1n }],
    ['Range(16)(distance + at - 1)', { level: 7n }, { below: 1n, at: 0n }],
    ['Bit()(reaches)', {}, { reaches: partOf(-6n, 5n, 0n) }],
    ['Range(24)(lambda - 1 - qty + flip)', {}, { reaches: 0n }],
  ],
];

const period: Attacks = [
  'DeliveredPeriod',
  [
    ['Bit()(away)', { below: -4n }, { away: 2n }],
    ['Range(27)(size - away)', { below: 2n ** 27n }],
    ['Range(27)(size - away)', {}, { away: 1n }],
    ['Bit()(over)', {}, { over: -1n }],
    ['Range(27)(y - 1 - size + flip)', {}, { over: 1n }],
  ],
];

/** Attacks on the gadgets' checks, at the first and at the last pass of each loop. */
export function flexibilityAttacks({ K, baselineDays, readingWords }: Params): readonly Attacks[] {
  /** Words with one value of one half hour. */
  const words = (k: number, value: bigint) =>
    zeros(readingWords).with(Math.floor(k / 4), value << BigInt(60 * (k % 4)));
  // A list of 31 days, which no node gives: each range is too narrow for it, at one end of what may be left each.
  const dividing = (at: number, left: bigint) => ({
    ...{ refImport: zeros(K).fill(1n), n: 31n },
    words: Array.from({ length: baselineDays + 1 }, (_, i) =>
      i === 1 ? pack(zeros(K).fill(15_500n).with(at, left), 4, 60) : zeros(readingWords),
    ),
  });
  const unpacking: Attack[] = [
    ...ends(K).flatMap((k): Attack[] => [
      ['Range(BITS)(imp[k])', { words: words(k, 2n ** 24n) }],
      ['Range(BITS)(exp[k])', { words: words(k, 2n ** 54n) }],
    ]),
    ...ends(readingWords).map(
      (w): Attack => ['pack.words[w] === words[w]', { words: zeros(readingWords).with(w, 2n ** 240n) }],
    ),
  ];
  const division = ends(K).flatMap((k): Attack[] => [
    ['Range(14)(rest)', dividing(k, 20_000n)],
    ['Range(14)(1024 * n - 1 - rest)', dividing(k, 5n)],
  ]);
  return [
    ...[fill, period],
    ['UnpackPairs', unpacking],
    ['Baseline', division],
    ['Payment', [['(excess, spare) <== SignedParts(45)(pay - deposit)', { deposit: 2n ** 45n, pay: 0n }]]],
  ];
}
