import {
  DataError,
  type Issue,
  issueText,
  MAX_ISSUES,
  parseReadings,
} from '@veilgrid/client-sdk/core/readings/index';
import type { Reading } from '@veilgrid/protocol/core/readings';
import { MAX_QTY, paramsOf } from '@veilgrid/protocol/params';
import fc from 'fast-check';
import { bytes, DAY, dayLines, HEADER, line, rowsOf } from './support.js';

const full = paramsOf('full');
const small = paramsOf('small');

/** Issues of a file that is refused. */
function issuesOf(text: string | Uint8Array, params = full, options = {}): DataError {
  try {
    parseReadings('in.csv', typeof text === 'string' ? bytes(text) : text, params, options);
  } catch (error) {
    if (error instanceof DataError) return error;
    throw error;
  }
  throw new Error('the file was taken');
}

const places = (issues: readonly Issue[]) => issues.map(({ code, row, column }) => [code, row, column]);
const file = (...lines: string[]) => `${lines.join('\n')}\n`;
/** The day with one line replaced; line 2 is the first half hour of meter A. */
const withLine = (n: number, text: string) => file(...dayLines().with(n - 1, text));

describe('any valid day', () => {
  const wh = fc.integer({ min: 0, max: MAX_QTY });
  const reading = fc.record({ imported: wh, exported: wh });
  const meter = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    .filter((s) => s.length <= 64 && s.trim() === s && !/[\p{C}\p{Zl}\p{Zp}]/u.test(s));
  const cell = (s: string) => (/[",\r\n]/.test(s) ? `"${s.replaceAll('"', '""')}"` : s);

  const cases = (periods: number) =>
    fc.record({
      meters: fc.uniqueArray(fc.tuple(meter, fc.array(reading, { minLength: periods, maxLength: periods })), {
        minLength: 1,
        maxLength: 4,
        selector: ([id]) => id,
      }),
      day: fc.integer({ min: 1, max: 60_000 }),
      offset: fc.integer({ min: -840, max: 840 }),
      order: fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      newline: fc.constantFrom('\n', '\r\n'),
      mark: fc.constantFrom('', '\u{feff}'),
      ending: fc.boolean(),
    });

  test('takes no file for periods that are no whole half hours', () => {
    expect(() => parseReadings('in.csv', bytes(HEADER), paramsOf('medium'))).toThrow(
      expect.objectContaining({
        code: 'VALUE_OUT_OF_RANGE',
        data: expect.objectContaining({ field: 'profile' }),
      }),
    );
  });

  test.each([
    ['full', 48],
    ['small', 4],
  ] as const)('reads the same in any offset and order of rows: %s profile', (profile, periods) => {
    fc.assert(
      fc.property(cases(periods), ({ meters, day, offset, order, newline, mark, ending }) => {
        const written = new Map<string, Reading[]>(meters);
        const rows = rowsOf(written, day).map((row) => line({ ...row, meter: cell(row.meter) }, offset));
        const shuffled = rows
          .map((row) => [order.next().value, row] as const)
          .sort(([a], [b]) => a - b)
          .map(([, row]) => row);
        const text = mark + [HEADER, ...shuffled].join(newline) + (ending ? newline : '');
        const { days, meters: ids } = parseReadings('in.csv', bytes(text), paramsOf(profile));
        expect([...days.keys()]).toEqual([day]);
        expect(new Set(ids)).toEqual(new Set(written.keys()));
        for (const [id, readings] of written) expect(days.get(day)!.get(id)).toEqual(readings);
      }),
      { numRuns: 60 },
    );
  });
});

test('whatever the bytes, a file is read or refused with its code: nothing else is thrown', () => {
  const token = fc.constantFrom(
    ...'",\n\r:-+.TZ0123456789'.split(''),
    '\u{feff}',
    '\0',
    'A,2013-06-13T00:00Z,1,0',
  );
  const text = fc.array(token, { maxLength: 80 }).map((tokens) => bytes(`${HEADER}\n${tokens.join('')}`));
  const edited = fc.tuple(fc.nat(), fc.string({ unit: 'binary', maxLength: 3 })).map(([at, put]) => {
    const whole = file(...dayLines());
    const place = at % whole.length;
    return bytes(whole.slice(0, place) + put + whole.slice(place + 1));
  });
  let refused = 0;
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), text, edited), (input) => {
      try {
        const { days } = parseReadings('in.csv', input, full);
        for (const byMeter of days.values()) for (const r of byMeter.values()) expect(r).toHaveLength(48);
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        expect(error.issues[0]).toMatchObject({
          file: 'in.csv',
          row: expect.any(Number),
          column: expect.any(String),
        });
        refused++;
      }
    }),
    { numRuns: 300 },
  );
  expect(refused).toBeGreaterThan(100);
});

test('the small profile adds twelve half hours to a period, or takes periods of six hours', () => {
  const [a] = [...parseReadings('in.csv', bytes(file(...dayLines())), small).days.values()];
  const sum = (from: number) =>
    Array.from({ length: 12 }, (_, i) => 100 + from + i).reduce((x, y) => x + y, 0);
  expect(a!.get('A')!.map((r) => r.imported)).toEqual([0, 12, 24, 36].map(sum));
  const periods = [0, 6, 12, 18].map((h) => `A,2013-06-13T${String(h).padStart(2, '0')}:00Z,${h},1`);
  const { days } = parseReadings('in.csv', bytes(file(HEADER, ...periods)), small);
  expect(days.get(DAY)!.get('A')).toEqual([0, 6, 12, 18].map((h) => ({ imported: h, exported: 1 })));
});

test('quotes, CRLF, a byte order mark, blank lines and seconds are taken', () => {
  const lines = dayLines().map((text, i) =>
    i === 0 ? `\u{feff}${text}` : text.replace('A,', '"A",').replace(/:00Z/, ':00.000Z'),
  );
  const plain = parseReadings('in.csv', bytes(file(...dayLines())), full);
  expect(parseReadings('in.csv', bytes(`${lines.join('\r\n')}\r\n\r\n`), full)).toEqual(plain);
});

test.each<[string, string, [string, number, string]]>([
  ['no offset', 'A,2013-06-13T00:00,1,0', ['TIMESTAMP_WITHOUT_OFFSET', 2, 'timestamp']],
  ['a day that is none', 'A,2013-06-31T00:00Z,1,0', ['TIMESTAMP_INVALID', 2, 'timestamp']],
  ['hour 24', 'A,2013-06-12T24:00Z,1,0', ['TIMESTAMP_INVALID', 2, 'timestamp']],
  ['a zone by name', 'A,2013-06-13T00:00 Europe/London,1,0', ['TIMESTAMP_INVALID', 2, 'timestamp']],
  ['an offset beyond 14 hours', 'A,2013-06-13T00:00+14:30,1,0', ['TIMESTAMP_INVALID', 2, 'timestamp']],
  ['an offset of minus zero', 'A,2013-06-13T00:00-00:00,1,0', ['TIMESTAMP_INVALID', 2, 'timestamp']],
  ['a time before 1970', 'A,1969-12-31T23:30Z,1,0', ['TIMESTAMP_INVALID', 2, 'timestamp']],
  ['an American date', 'A,06/13/2013 00:00,1,0', ['TIMESTAMP_INVALID', 2, 'timestamp']],
  ['a quarter hour', 'A,2013-06-13T00:15Z,1,0', ['TIMESTAMP_MISALIGNED', 2, 'timestamp']],
  ['a second too many', 'A,2013-06-13T00:00:01Z,1,0', ['TIMESTAMP_MISALIGNED', 2, 'timestamp']],
  ['an offset of 45 minutes', 'A,2013-06-13T05:30+05:45,1,0', ['TIMESTAMP_MISALIGNED', 2, 'timestamp']],
  ['a negative import', 'A,2013-06-13T00:00Z,-5,0', ['ENERGY_NEGATIVE', 2, 'import_wh']],
  ['a negative export', 'A,2013-06-13T00:00Z,5,-1', ['ENERGY_NEGATIVE', 2, 'export_wh']],
  ['a fraction', 'A,2013-06-13T00:00Z,1.5,0', ['ENERGY_FRACTIONAL', 2, 'import_wh']],
  ['a decimal point', 'A,2013-06-13T00:00Z,1.0,0', ['ENERGY_FRACTIONAL', 2, 'import_wh']],
  ['an exponent', 'A,2013-06-13T00:00Z,1e3,0', ['ENERGY_MALFORMED', 2, 'import_wh']],
  ['nothing', 'A,2013-06-13T00:00Z,,0', ['ENERGY_MALFORMED', 2, 'import_wh']],
  ['a word', 'A,2013-06-13T00:00Z,0,NaN', ['ENERGY_MALFORMED', 2, 'export_wh']],
  ['a space', 'A,2013-06-13T00:00Z, 1,0', ['ENERGY_MALFORMED', 2, 'import_wh']],
  ['24 bits and one', `A,2013-06-13T00:00Z,${MAX_QTY + 1},0`, ['ENERGY_TOO_LARGE', 2, 'import_wh']],
  [
    'more digits than any energy',
    `A,2013-06-13T00:00Z,${'9'.repeat(400)},0`,
    ['ENERGY_MALFORMED', 2, 'import_wh'],
  ],
  ['no name', ',2013-06-13T00:00Z,1,0', ['METER_ID_INVALID', 2, 'meter_id']],
  ['a name with an escape sequence', '\u{1b}[2J,2013-06-13T00:00Z,1,0', ['METER_ID_INVALID', 2, 'meter_id']],
  ['a name written backwards', '\u{202e}A,2013-06-13T00:00Z,1,0', ['METER_ID_INVALID', 2, 'meter_id']],
  ['a name of 65 characters', `${'m'.repeat(65)},2013-06-13T00:00Z,1,0`, ['METER_ID_INVALID', 2, 'meter_id']],
  ['a field too few', 'A,2013-06-13T00:00Z,1', ['CSV_FIELDS_WRONG', 2, 'import_wh']],
  ['a field too many', 'A,2013-06-13T00:00Z,1,0,0', ['CSV_FIELDS_WRONG', 2, 'export_wh']],
])('%s is refused with its place', (_name, text, place) => {
  const { issues, code, data } = issuesOf(withLine(2, text));
  expect([code, data.file, data.row, data.column, data.reason]).toEqual([
    'DATA_INVALID',
    'in.csv',
    place[1],
    place[2],
    place[0],
  ]);
  // The half hour that the row should have given is missing as well.
  expect(places(issues)).toEqual([place, ['PERIOD_MISSING', 3, 'timestamp']]);
});

test('a second reading of a half hour is refused, in another offset too', () => {
  const { issues } = issuesOf(file(...dayLines(), 'A,2013-06-13T02:00+02:00,7,0'));
  expect(issues).toEqual([
    {
      code: 'PERIOD_DUPLICATE',
      number: 1330,
      file: 'in.csv',
      row: 98,
      column: 'timestamp',
      meter: '"A"',
      firstRow: 2,
    },
  ]);
});

test('missing half hours are told in runs', () => {
  const lines = dayLines();
  lines.splice(11, 3);
  lines.splice(1, 1);
  const { issues } = issuesOf(file(...lines));
  const missing = {
    code: 'PERIOD_MISSING',
    number: 1331,
    file: 'in.csv',
    row: 2,
    column: 'timestamp',
    meter: '"A"',
  };
  expect(issues).toEqual([
    { ...missing, from: '2013-06-13T00:00Z', periods: 1 },
    { ...missing, from: '2013-06-13T05:00Z', periods: 3 },
  ]);
});

/** 48 half hours from midnight by a clock at +01:00, then put forward or back at 01:00 UTC. */
function clockChange(after: '+00:00' | '+02:00'): string {
  const hours = Array.from({ length: 48 }, (_, i) => {
    const at = new Date(Date.UTC(2013, 2, 31) + i * 1_800_000).toISOString().slice(0, 16);
    return `A,${at}${i < 4 ? '+01:00' : after},1,0`;
  });
  return file(HEADER, ...hours);
}

test('an hour that the clocks skipped, or had twice, shows as missing or duplicate', () => {
  const day = DAY - 74;
  // From +01:00 to +02:00 without skipping an hour on the clock: 02:00+02:00 is 01:00+01:00 again.
  const skipped = issuesOf(clockChange('+02:00'), full, { day });
  expect(places(skipped.issues).filter(([code]) => code === 'PERIOD_DUPLICATE')).toEqual([
    ['PERIOD_DUPLICATE', 6, 'timestamp'],
    ['PERIOD_DUPLICATE', 7, 'timestamp'],
  ]);
  // From +01:00 to +00:00 without having an hour twice: 01:00 UTC is nowhere.
  const twice = issuesOf(clockChange('+00:00'), full, { day });
  expect(twice.issues).toEqual([expect.objectContaining({ from: '2013-03-31T01:00Z', periods: 2 })]);
});

test.each<[string, string | Uint8Array, unknown[]]>([
  ['another header', file('meter,time,import,export'), ['CSV_HEADER_WRONG', 1, '-']],
  ['a header in capitals', file(HEADER.toUpperCase()), ['CSV_HEADER_WRONG', 1, '-']],
  ['semicolons', file(HEADER.replaceAll(',', ';')), ['CSV_HEADER_WRONG', 1, '-']],
  ['an empty file', '', ['CSV_EMPTY', 1, '-']],
  ['a header alone', file(HEADER), ['CSV_EMPTY', 1, '-']],
  ['bytes that are no UTF-8', new Uint8Array([0xff, 0xfe, 0x41]), ['CSV_MALFORMED', 1, '-']],
  ['a quote that is not closed', file(HEADER, '"A,2013-06-13T00:00Z,1,0'), ['CSV_MALFORMED', 2, '-']],
  ['a quote inside a field', file(HEADER, 'A"b"c,2013-06-13T00:00Z,1,0'), ['CSV_MALFORMED', 2, '-']],
  ['a line without end', `${HEADER}\n${'A'.repeat(5_000)}`, ['CSV_MALFORMED', 2, '-']],
])('%s is refused as a whole', (_name, text, place) => {
  expect(places(issuesOf(text).issues)).toEqual([place]);
});

test('all issues are listed at once up to a bound, and counted beyond it', () => {
  const bad = dayLines().map((text, i) => (i === 0 ? text : text.replace(/,\d+$/, ',x')));
  const two = issuesOf(file(...bad, 'A,2013-06-13T00:00,1,0', ...bad.slice(1)));
  expect(two.issues).toHaveLength(MAX_ISSUES);
  expect(two.total).toBe(2 * 96 + 1);
  expect(two.data.total).toBe(193);
});

test('one day is chosen out of several: by name, or the first whole one', () => {
  const second = dayLines()
    .slice(1)
    .map((text) => text.replace('06-13', '06-14'));
  const text = bytes(file(...dayLines().slice(0, 40), ...second));
  const dayOf = (options: { day: number | 'firstWhole' }) => [
    ...parseReadings('in.csv', text, full, options).days.keys(),
  ];
  expect(dayOf({ day: 'firstWhole' })).toEqual([DAY + 1]);
  expect(dayOf({ day: DAY + 1 })).toEqual([DAY + 1]);
  // On the first day A lacks the end, and B everything: its place is its first row in the file.
  expect(issuesOf(new TextDecoder().decode(text), full, { day: DAY }).issues).toEqual([
    expect.objectContaining({ row: 2, meter: '"A"', from: '2013-06-13T19:30Z', periods: 9 }),
    expect.objectContaining({ row: 89, meter: '"B"', from: '2013-06-13T00:00Z', periods: 48 }),
  ]);
  expect(() => dayOf({ day: DAY + 2 })).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  const none = bytes(file(...dayLines().slice(0, 40)));
  expect(() => parseReadings('in.csv', none, full, { day: 'firstWhole' })).toThrow(DataError);
});

test('a day beyond the connection is refused, exactly from one Wh on', () => {
  const total = Array.from({ length: 48 }, (_, i) => 500 + i).reduce((a, b) => a + b, 0);
  const text = file(...dayLines());
  const caps = (imported: number) => ({ dayCaps: { imported, exported: MAX_QTY } });
  expect(parseReadings('in.csv', bytes(text), full, caps(total)).meters).toEqual(['A', 'B']);
  const { issues } = issuesOf(text, full, caps(total - 1));
  expect(issues).toEqual([
    expect.objectContaining({ code: 'DAY_TOO_LARGE', row: 50, column: 'import_wh', meter: '"B"', wh: total }),
  ]);
});

test('half hours that only together pass 24 bits are refused in the small profile', () => {
  const lines = dayLines().map((text) => text.replace(/^A,(.*Z),\d+/, `A,$1,${MAX_QTY}`));
  expect(parseReadings('in.csv', bytes(file(...lines)), full).meters).toHaveLength(2);
  expect(places(issuesOf(file(...lines), small).issues)).toEqual([['ENERGY_TOO_LARGE', 2, 'import_wh']]);
});

test('memory is bounded: too many meters, and too many bytes', () => {
  const meters = Array.from({ length: 50_001 }, (_, i) => `${i},2013-06-13T00:00Z,1,0`);
  const tooLarge = expect.objectContaining({
    code: 'TOO_LARGE',
    data: expect.objectContaining({ field: 'file' }),
  });
  expect(() => parseReadings('in.csv', bytes(file(HEADER, ...meters)), full)).toThrow(tooLarge);
  expect(() => parseReadings('in.csv', new Uint8Array(64 * 1024 * 1024 + 1), full)).toThrow(tooLarge);
});

test('an issue is one line, with nothing in it that moves a cursor', () => {
  const { issues } = issuesOf(withLine(2, 'A,\u{1b}[31m\u{9b}2J"x,1,0'.replace('"', '')));
  const text = issueText(issues[0]!);
  expect(text).toBe('in.csv:2 timestamp TIMESTAMP_INVALID value="\\u{1b}[31m\\u{9b}2Jx"');
});
