import { mod } from '@veilgrid/protocol/core/crypto/field';
import type { Params } from '@veilgrid/protocol/params';
import { partOf } from '../circuits/support/partOf.js';
import { type Attack, type Attacks, ends, type Hostile } from './attack.js';
import { flexibilityAttacks } from './flexibilityGadgets.js';
import type { Subject } from './instrument.js';

/** Sums of a period: D(>=L), S(<=L), D(=L), S(=L), V(=H), M, C. */
const sums = (...values: readonly number[]) => ({ sums: values.map(BigInt) });

const small: readonly Attacks[] = [
  [
    'Positive',
    [
      ['Bit()(out)', { in: 0n }, { out: -5n }],
      ['(1 - out) * in === 0', { in: 3n }, { out: 0n }],
      ['Range(BITS)(in - out)', { in: 17n }],
    ],
  ],
  [
    'SignedParts',
    [
      ['pos * neg === 0', { in: 3n }, { pos: 4n }],
      ['Range(BITS)(pos + neg)', { in: 16n }],
    ],
  ],
  ['WordsMessage', [['Bit()(status)', { status: 2n }]]],
  // One that fills a word and counts as nobody, or as several.
  ['CountIfNotZero', [0n, 2n].map((inv): Attack => ['in * (counted - out) === 0', {}, { inv }])],
  [
    'SettlePeriod',
    [
      ['below <== LessThan(16)([level, p])', { level: 2n ** 16n }],
      ['above <== LessThan(16)([p, level])', { p: 2n ** 16n }],
      ['beyond <== LessThan(24)([margin, qty])', { lambdaBuy: 2n ** 24n }],
      ['(pos, neg) <== SignedParts(25)(imp - exp - bought)', { side: 1n, imp: 2n ** 25n }],
      [
        '(g, surplus) <== SignedParts(24)(fill - metered)',
        { traded: 1n, level: 9n, p: 3n, qty: 2n ** 24n, lambdaBuy: 5n },
      ],
    ],
  ],
];

/** In a loop over `count`: each check at the first and at the last. */
function looped({ K, clearN }: Params): readonly Attacks[] {
  const at = (count: number, i: number, value: bigint, others = 0n) =>
    Array<bigint>(count).fill(others).with(i, value);
  const period = (check: (k: number) => Attack) => ends(K).map(check);
  const slots = (value: (i: number) => bigint) => Array.from({ length: clearN }, (_, i) => value(i));
  return [
    [
      'CheckCells',
      [
        ...period((k) => ['Bit()(side[k])', { side: at(K, k, 2n) }]),
        ...period((k) => ['Range(16)(level[k])', { level: at(K, k, 2n ** 16n) }]),
        ...period((k) => ['Range(24)(qty[k])', { qty: at(K, k, -1n) }]),
      ],
    ],
    [
      'ReadingMessage',
      [
        ...period((k) => ['Range(24)(imp[k])', { imp: at(K, k, 2n ** 24n) }]),
        ...period((k) => ['Range(24)(exp[k])', { exp: at(K, k, -1n) }]),
      ],
    ],
    [
      'ClearingParameters',
      [
        ...period((k) => ['Range(16)(L[k])', { L: at(K, k, -1n, 5n) }]),
        ...period((k) => ['Range(16)(H[k])', { L: at(K, k, 65_535n, 5n), H: at(K, k, 65_536n, 5n) }]),
        ...period((k) => ['Range(24)(lambda[k])', { lambda: at(K, k, 2n ** 24n) }]),
        ...period((k) => ['Bit()(rationed[k])', { rationed: at(K, k, 2n) }]),
        ...period((k) => ['wide[k] <== Positive(16)(H[k] - L[k])', { L: at(K, k, 6n, 5n) }]),
      ],
    ],
    [
      'Fold',
      [
        // Active before it, so that it is no gap.
        ...ends(clearN).map(
          (at): Attack => ['Bit()(active[i])', { active: slots((i) => (i === at ? 2n : i < at ? 1n : 0n)) }],
        ),
        // Nobody before the first active one: at the second slot, and at the last.
        ['active[i] * (1 - active[i - 1]) === 0', { active: slots((i) => (i === 0 ? 0n : 1n)) }],
        ['active[i] * (1 - active[i - 1]) === 0', { active: slots((i) => (i === clearN - 1 ? 1n : 0n)) }],
      ],
    ],
  ];
}

// By default a buy of 5 at L = 100, H = 200, lambda = 3. A sum of four flags and `between` is always 1, so a
// flag that is no bit takes two others along: the order is then added twice, or to another sum.
const cell: Attacks = [
  'ClearingCell',
  [
    ['Bit()(side)', { side: 2n }],
    ['Bit()(below)', { level: 200n }, { below: -1n, atL: 1n, atH: 0n, above: 1n }],
    ['Bit()(atL)', { level: 150n }, { below: 1n, atL: -1n, atH: 1n, above: 0n }],
    ['Bit()(atH)', { level: 150n }, { below: 0n, atL: 1n, atH: -1n, above: 1n }],
    ['Bit()(above)', { level: 100n }, { below: 0n, atL: 1n, atH: 1n, above: -1n }],
    ['Bit()(between)', { level: 200n, qty: 0n }, { below: 0n, atL: 1n, atH: 1n, above: 0n }],
    ['atH * (1 - wide) === 0', { H: 100n, wide: 0n }, { below: 0n, atL: 0n, atH: 1n, above: 0n }],
    ['between * qty === 0', { level: 150n }],
    ['(1 - off) * (level - reference) === 0', { level: 120n }, { atL: 1n, above: 0n }],
    ['Range(16)(distance - off)', { level: 150n }, { above: 1n }],
    ['Bit()(reaches)', {}, { reaches: partOf(-3n, 2n, 0n) }],
    ['Range(24)(lambda - 1 - qty + flip)', {}, { reaches: 0n }],
  ],
];

const period: Attacks = [
  'ClearingPeriod',
  [
    ['Range(42)(X)', sums(10, 5, 4, 1, 2, 0, 5)],
    ['lowest <== Positive(42)(Y)', { L: 0n, H: 0n, lambda: 3n, rationed: 1n, ...sums(5, 10, 5, 4, 0, 0, 1) }],
    ['L * (1 - lowest) === 0', sums(10, 10, 10, 0, 0, 0, 1)],
    ['wide * X === 0', { H: 9n, wide: 1n }],
    ['highest <== Positive(42)(X + sums[4])', sums(10, 10, 10, 10, -11, 0, 1)],
    ['(H - 65535) * (1 - highest) === 0', sums(10, 10, 0, 10, 0, 0, 1)],
    ['Bit()(buysLong)', { rationed: 1n, ...sums(10, 10, 10, 10, 0, 1, 1) }, { buysLong: -1n, sellsLong: 1n }],
    ['Bit()(sellsLong)', { rationed: -1n }, { buysLong: 1n, sellsLong: -1n }],
    ['long === buysLong + sellsLong', sums(10, 10, 10, 10, 0, 10, 1), { buysLong: 1n }],
    ['(1 - long) * (sums[0] - sums[1]) === 0', sums(12, 10, 10, 10, 0, 0, 1), { buysLong: 0n }],
    ['long <== Positive(42)(excess)', sums(5, 10, 1, 6, 0, 6, 1), { buysLong: 1n, sellsLong: 0n }],
    ['some <== Positive(42)(volume)', sums(-5, -5, 10, 10, 0, 0, 1)],
    ['rationed === sellsLong', { rationed: 1n }],
    ['(1 - long) * lambda === 0', { lambda: 1n }],
    ['Range(19)(over)', sums(10, 10, 10, 10, 0, -1, 1)],
    ['Range(19)(sums[6] - over - long)', sums(10, 10, 10, 10, 0, 0, -1)],
    ['Bit()(L + H - 2 * mid)', {}, { mid: 6n }],
    [
      'inside <== Positive(16)(mid - L)',
      { H: 6n, wide: 1n, ...sums(10, 10, 0, 10, 5, 0, 1) },
      { mid: partOf(0n, 2n, 11n) },
    ],
  ],
];

/** Attacks on the checks inside the gadgets. */
export function hostileGadgets(params: Params, gadgets: readonly Subject[]): Hostile[] {
  return [...small, ...looped(params), cell, period, ...flexibilityAttacks(params)].flatMap(
    ([template, attacks]) => {
      const { inputs } = gadgets.find((gadget) => gadget.template === template)!;
      return attacks.map(([check, values, hints = {}]) => ({
        ...{ template, attacks: check, inputs: { ...inputs, ...values } },
        hints: Object.fromEntries(Object.entries(hints).map(([name, x]) => [name, mod(x)])),
      }));
    },
  );
}
