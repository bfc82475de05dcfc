import { jest } from '@jest/globals';
import { figure, print, type Row, row, toJson, toTable } from '../../bench/rows.js';

const faster = row('hash', 20, 'µs', 'a peer', 50);
const slower = row('prove, all threads (2)', 4, 's', 'a peer', 1);
const constraints = figure('settle, constraints', 123_456, 'constraints');

test('a row has these fields, in this order', () => {
  expect(Object.entries(faster)).toEqual([
    ['name', 'hash'],
    ['value', 20],
    ['unit', 'µs'],
    ['peerName', 'a peer'],
    ['peer', 50],
    ['ratio', 2.5],
  ]);
  expect(Object.keys(constraints)).toEqual(Object.keys(faster));
});

test('above 1 ours is better, for times and for rates', () => {
  expect(faster.ratio).toBe(2.5);
  expect(slower.ratio).toBe(0.25);
  expect(row('verify', 500, 'proofs/s', 'a peer', 100).ratio).toBe(5);
  expect(row('verify', 100, 'proofs/s', 'a peer', 500).ratio).toBe(0.2);
  expect(row('peak memory', 300, 'MB', 'a peer', 330).ratio).toBe(1.1);
});

test('a figure without a peer has null for all that is the peer’s', () => {
  expect(constraints).toMatchObject({ value: 123_456, peerName: null, peer: null, ratio: null });
});

test('measures have four digits, counts all, and the ratio is of what was measured', () => {
  expect(row('hash', 1.000_049, 'µs', 'a peer', 3.000_149)).toMatchObject({
    value: 1,
    peer: 3,
    ratio: 3,
  });
  expect(row('hash', 33.3333, 'µs', 'a peer', 66.666)).toMatchObject({ value: 33.33, peer: 66.67, ratio: 2 });
  expect(figure('key', 12_345_678, 'bytes').value).toBe(12_345_678);
});

test.each([
  ['not a number', Number.NaN],
  ['infinite', Number.POSITIVE_INFINITY],
  ['zero', 0],
  ['negative', -1],
])('what is no measurement is refused: %s', (_, bad) => {
  expect(() => figure('hash', bad, 'µs')).toThrow('hash');
  expect(() => row('hash', bad, 'µs', 'a peer', 1)).toThrow('hash');
  expect(() => row('hash', 1, 'µs', 'a peer', bad)).toThrow('a peer');
});

test('a measurement has a name, a unit and a peer with a name', () => {
  expect(() => figure('', 1, 'µs')).toThrow('no name');
  expect(() => figure('hash', 1, ' ')).toThrow('hash: no unit');
  expect(() => row('hash', 1, 'µs', '', 1)).toThrow('no name');
});

test('JSON is one array of the rows, and the table shows the same', () => {
  const rows: Row[] = [faster, slower, constraints];
  expect(JSON.parse(toJson(rows))).toEqual(rows);
  expect(JSON.parse(toJson([faster]))).toEqual([faster]);
  expect(toTable(rows).split('\n')).toEqual([
    'measured                ours                peer   ratio  peer is',
    'hash                    20 µs               50 µs  2.5    a peer',
    'prove, all threads (2)  4 s                 1 s    0.25   a peer',
    'settle, constraints     123456 constraints',
    '',
  ]);
});

test('rows are printed in one of the two forms', () => {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  print([faster], true);
  print([faster], false);
  const printed = write.mock.calls.map(([text]) => text);
  write.mockRestore();
  expect(printed).toEqual([toJson([faster]), toTable([faster])]);
});
