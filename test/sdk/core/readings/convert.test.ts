import {
  convertReadings,
  DataError,
  type Interval,
  parseReadings,
} from '@veilgrid/client-sdk/core/readings/index';
import { paramsOf } from '@veilgrid/protocol/params';
import fc from 'fast-check';
import { bytes, DAY } from './support.js';

const convert = (lines: readonly string[], interval: Interval = 30, utcOffset?: number) =>
  convertReadings('in.csv', bytes(lines.join('\n')), {
    interval,
    ...(utcOffset === undefined ? {} : { utcOffset }),
  });
/** Rows of the answer without the header. */
const rows = (...args: Parameters<typeof convert>) =>
  convert(...args)
    .text.trimEnd()
    .split('\n')
    .slice(1);
const issuesOf = (...args: Parameters<typeof convert>) => {
  try {
    convert(...args);
  } catch (error) {
    if (error instanceof DataError) return error.issues;
    throw error;
  }
  throw new Error('the file was taken');
};

const KWH = 'meter_id,timestamp,import_kwh,export_kwh';
const NET = 'meter_id,timestamp,net_kwh';

test.each([
  ['0', 0],
  ['1', 1000],
  ['0.25', 250],
  ['0.0004', 0],
  ['0.0005', 1],
  ['0.00049999999', 0],
  ['0.0015', 2],
  ['0.0025', 3],
  ['1.005', 1005],
  ['2.675', 2675],
  ['0.123456789012', 123],
  ['0.1230', 123],
  ['16777.215', 16_777_215],
])('%s kWh are %i Wh: exact decimals, a half is rounded up', (kwh, wh) => {
  expect(rows([KWH, `A,2013-06-13T00:00Z,${kwh},0`])).toEqual([`A,2013-06-13T00:00Z,${wh},0`]);
});

test.each([
  ['0.25', [250, 0]],
  ['-0.25', [0, 250]],
  ['-0.0005', [0, 1]],
  ['-0.0004', [0, 0]],
  ['-0', [0, 0]],
])(
  'a net value of %s is import above zero and export below, rounded away from zero',
  (net, [imported, exported]) => {
    expect(rows([NET, `A,2013-06-13T00:00Z,${net}`])).toEqual([
      `A,2013-06-13T00:00Z,${imported},${exported}`,
    ]);
  },
);

test('an hour is split in two, and an odd Wh belongs to the first half', () => {
  expect(rows([KWH, 'A,2013-06-13T05:00Z,0.501,0.0034'], 60)).toEqual([
    'A,2013-06-13T05:00Z,251,2',
    'A,2013-06-13T05:30Z,250,1',
  ]);
});

test('quarter hours are added exactly and rounded once', () => {
  // 0.4 + 0.4 Wh are 0.8: rounded first, both would be lost.
  const quarters = ['A,2013-06-13T05:00Z,0.0004,1', 'A,2013-06-13T05:15Z,0.0004,2'];
  expect(rows([KWH, ...quarters], 15)).toEqual(['A,2013-06-13T05:00Z,1,3000']);
});

test('quarter hours of both signs count on both sides, as on a meter with two registers', () => {
  const quarters = ['A,2013-06-13T05:00Z,0.3', 'A,2013-06-13T05:15Z,-0.1'];
  expect(rows([NET, ...quarters], 15)).toEqual(['A,2013-06-13T05:00Z,300,100']);
});

test('local time without offset is converted by the given offset alone; an own offset stays', () => {
  const local = [KWH, 'A,2013-06-13 00:30,1,0', 'A,2013-06-13T02:00:00+01:00,2,0'];
  expect(rows(local, 30, 60)).toEqual(['A,2013-06-12T23:30Z,1000,0', 'A,2013-06-13T01:00Z,2000,0']);
  expect(issuesOf(local)).toEqual([
    expect.objectContaining({ code: 'TIMESTAMP_WITHOUT_OFFSET', row: 2, column: 'timestamp' }),
  ]);
});

test('rows come out by meter and time, and names with commas and quotes survive', () => {
  const shuffled = [
    '"b ""x"", 2",2013-06-13T01:00Z,3,0',
    'A,2013-06-13T00:00Z,2,0',
    '"b ""x"", 2",2013-06-12T01:00Z,1,0',
  ];
  expect(rows(['meter_id,timestamp,import_wh,export_wh', ...shuffled])).toEqual([
    '"b ""x"", 2",2013-06-12T01:00Z,1,0',
    '"b ""x"", 2",2013-06-13T01:00Z,3,0',
    'A,2013-06-13T00:00Z,2,0',
  ]);
});

test.each<[string, readonly string[], Interval, [string, number, string]]>([
  ['a quarter hour that is missing', [NET, 'A,2013-06-13T05:00Z,1'], 15, ['PERIOD_MISSING', 2, 'timestamp']],
  ['a half hour among hours', [NET, 'A,2013-06-13T05:30Z,1'], 60, ['TIMESTAMP_MISALIGNED', 2, 'timestamp']],
  ['a negative import', [KWH, 'A,2013-06-13T05:00Z,-1,0'], 30, ['ENERGY_NEGATIVE', 2, 'import_kwh']],
  ['a decimal comma', [NET, 'A,2013-06-13T05:00Z,"1,5"'], 30, ['ENERGY_MALFORMED', 2, 'net_kwh']],
  ['an exponent', [NET, 'A,2013-06-13T05:00Z,1e-3'], 30, ['ENERGY_MALFORMED', 2, 'net_kwh']],
  [
    'digits below 1e-9 Wh',
    [NET, 'A,2013-06-13T05:00Z,0.0000000000001'],
    30,
    ['ENERGY_FRACTIONAL', 2, 'net_kwh'],
  ],
  ['24 bits and half a Wh', [NET, 'A,2013-06-13T05:00Z,-16777.2155'], 30, ['ENERGY_TOO_LARGE', 2, 'net_kwh']],
  [
    'quarters that only together pass 24 bits',
    [NET, 'A,2013-06-13T05:00Z,16777', 'A,2013-06-13T05:15Z,1'],
    15,
    ['ENERGY_TOO_LARGE', 2, 'import'],
  ],
  [
    'import alone',
    ['meter_id,timestamp,import_kwh', 'A,2013-06-13T05:00Z,1'],
    30,
    ['CSV_HEADER_WRONG', 1, '-'],
  ],
  [
    'a second reading',
    [NET, 'A,2013-06-13T05:00Z,1', 'A,2013-06-13T06:00+01:00,1'],
    30,
    ['PERIOD_DUPLICATE', 3, 'timestamp'],
  ],
])('%s has no rule and is refused with its place', (_name, lines, interval, place) => {
  expect(issuesOf(lines, interval).map(({ code, row, column }) => [code, row, column])).toEqual([place]);
});

test('what was converted is read, and no energy is lost beyond what rounding says', () => {
  const uWh = fc.integer({ min: -9_000_000_000, max: 9_000_000_000 });
  fc.assert(
    fc.property(
      fc
        .constantFrom<Interval>(15, 30, 60)
        .chain((interval) =>
          fc.tuple(
            fc.constant(interval),
            fc.array(uWh, { minLength: 1440 / interval, maxLength: 1440 / interval }),
          ),
        ),
      ([interval, values]) => {
        const kwh = (u: number) => {
          const digits = String(Math.abs(u)).padStart(10, '0');
          return `${u < 0 ? '-' : ''}${digits.slice(0, -9)}.${digits.slice(-9)}`;
        };
        const at = (i: number) => new Date((DAY * 1440 + i * interval) * 60_000).toISOString();
        const { text } = convert([NET, ...values.map((u, i) => `A,${at(i)},${kwh(u)}`)], interval);
        const readings = parseReadings('out.csv', bytes(text), paramsOf('full')).days.get(DAY)!.get('A')!;
        const sum = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0);
        const rounded = interval === 60 ? 24 : 48;
        for (const [part, sign] of [
          ['imported', 1],
          ['exported', -1],
        ] as const) {
          const exact = sum(values.map((u) => Math.max(0, sign * u)));
          const got = sum(readings.map((r) => r[part])) * 1_000_000;
          expect(Math.abs(got - exact)).toBeLessThanOrEqual(rounded * 500_000);
        }
      },
    ),
    { numRuns: 40 },
  );
});
