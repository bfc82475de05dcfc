import { needEvent, needReport } from '@veilgrid/client-sdk';
import { AdrEventRules, AdrReportRules } from './support/openAdrRules.js';

/** 2027-06-20, of 48 half hours: 34 and 35 turn down, 40 up. */
const NEED = { needId: 77n, areaId: 5, day: 20_989, up: 1n << 40n, called: 0n, counted: 0n };
const bits = (...periods: number[]) => periods.reduce((all, k) => all | (1n << BigInt(k)), 0n);
const day = (values: Readonly<Record<number, bigint>>) =>
  Array.from({ length: 48 }, (_, k) => values[k] ?? 0n);

test('a call is an event of the half hours in which something changes: mean power, below 0 for less', () => {
  const called = { ...NEED, called: bits(34, 35, 40) };
  const event = needEvent(called, day({ 34: 500n, 40: 125n, 41: 900n }));
  expect(() => AdrEventRules.parse(event)).not.toThrow();
  expect(event).toEqual({
    objectType: 'EVENT',
    programID: 'veilgrid-area-5',
    eventName: 'veilgrid-need-77',
    targets: [{ type: 'GROUP', values: ['veilgrid-area-5'] }],
    payloadDescriptors: [
      { objectType: 'EVENT_PAYLOAD_DESCRIPTOR', payloadType: 'DISPATCH_SETPOINT_RELATIVE', units: 'KW' },
      { objectType: 'EVENT_PAYLOAD_DESCRIPTOR', payloadType: 'SIMPLE' },
    ],
    intervals: [
      {
        id: 34,
        intervalPeriod: { start: '2027-06-20T17:00:00Z', duration: 'PT1800S' },
        payloads: [
          { type: 'DISPATCH_SETPOINT_RELATIVE', values: [-1] },
          { type: 'SIMPLE', values: [1] },
        ],
      },
      {
        id: 40,
        intervalPeriod: { start: '2027-06-20T20:00:00Z', duration: 'PT1800S' },
        payloads: [{ type: 'DISPATCH_SETPOINT_RELATIVE', values: [0.25] }],
      },
    ],
  });
});

test('an event of a household names its resource, and a day of four periods has long ones', () => {
  const target = { type: 'RESOURCE_NAME', values: ['position-3'] };
  const event = needEvent({ ...NEED, called: 2n }, [0n, 3_000n, 0n, 0n], target);
  expect(() => AdrEventRules.parse(event)).not.toThrow();
  expect(event.targets).toEqual([target]);
  expect(event.intervals.map(({ intervalPeriod }) => intervalPeriod)).toEqual([
    { start: '2027-06-20T06:00:00Z', duration: 'PT21600S' },
  ]);
  expect(event.intervals[0]!.payloads[0]).toEqual({ type: 'DISPATCH_SETPOINT_RELATIVE', values: [-0.5] });
});

test('published sums are a report of all together: what counts as called, signed as usage changed', () => {
  const delivered = day({ 34: 5_250n, 35: -40n, 40: 700n });
  const report = needReport({ ...NEED, counted: bits(34, 35, 40) }, { delivered }, 'dso');
  expect(() => AdrReportRules.parse(report)).not.toThrow();
  expect(report).toMatchObject({
    programID: 'veilgrid-area-5',
    eventID: 'veilgrid-need-77',
    clientName: 'dso',
  });
  const [together] = report.resources;
  expect(together!.resourceName).toBe('AGGREGATED_REPORT');
  expect(together!.intervals.map(({ id, payloads }) => [id, payloads])).toEqual([
    [34, [{ type: 'DELTA_USAGE', values: [-5.25] }]],
    [35, [{ type: 'DELTA_USAGE', values: [0.04] }]],
    [40, [{ type: 'DELTA_USAGE', values: [0.7] }]],
  ]);
});

test('half hours that are closed make no report', () => {
  expect(() => needReport(NEED, {}, 'dso')).toThrow('NOT_FOUND');
});
