/**
 * Readings as a Green Button file: an Atom feed of ESPI resources (NAESB REQ.21, version 4.0), the same bytes for the same
 * days whenever it is made. docs/protocol/disclosure/export.md.
 */
import { type Reading, STATUS_METER } from '@veilgrid/protocol/core/readings';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { dateOf } from '../core/readings/days.js';
import type { ExportedDay } from './exportDays.js';
import { uuidOf } from './exportIds.js';
import { type Xml, xml } from './exportXml.js';

/** What a feed is of. */
export interface EspiFeed {
  readonly chainId: bigint;
  /** Time of block 0, Unix seconds: since when there is what has no day. */
  readonly since: bigint;
  /** Settlement periods of a day. */
  readonly K: number;
  readonly position: number;
  /** First and last day asked for, since 1970-01-01 UTC. */
  readonly from: number;
  readonly to: number;
  /** In order. */
  readonly days: readonly ExportedDay[];
}

interface Side {
  readonly name: string;
  readonly of: keyof Reading;
  /** 1 forward, 19 reverse. */
  readonly flowDirection: number;
}
const SIDES: readonly Side[] = [
  { name: 'import', of: 'imported', flowDirection: 1 },
  { name: 'export', of: 'exported', flowDirection: 19 },
];

const VALIDATED = 17;
/** What the DSO signs is an estimate, a correction or a replacement: the chain does not say which. */
const ESTIMATED = 8;
const qualityOf = (status: number) => (status === STATUS_METER ? VALIDATED : ESTIMATED);

const ESPI = xml`xmlns="http://naesb.org/espi"`;
/** Elements that hold nothing but a value, in the schema's order. */
const fields = (values: Readonly<Record<string, string | number>>) =>
  Object.entries(values).map(([name, value]) => xml`<${name}>${value}</${name}>`);

/** Days are of UTC, whose clock is never changed: its rules are switched off. */
const NO_RULE = 'FFFFFFFF';
const CLOCK = { dstEndRule: NO_RULE, dstOffset: 0, dstStartRule: NO_RULE, tzOffset: 0 };
const UTC = xml`<LocalTimeParameters ${ESPI}>${fields(CLOCK)}</LocalTimeParameters>`;
const ELECTRICITY = xml`<ServiceCategory>${fields({ kind: 0 })}</ServiceCategory>`;
const USAGE_POINT = xml`<UsagePoint ${ESPI}>${ELECTRICITY}</UsagePoint>`;
const METER_READING = xml`<MeterReading ${ESPI}/>`;

/** A resource by its address, which no server has: in the feed it is what others name it by. */
interface Resource {
  readonly id: string;
  readonly self: string;
  readonly up: string;
}

interface Entry extends Resource {
  readonly title: string;
  readonly related: readonly string[];
  /** Unix seconds. */
  readonly time: bigint;
  readonly content: Xml;
}

/** One line a resource. */
export function espiFeed(feed: EspiFeed): string {
  const { chainId, since, position, from, to, days } = feed;
  const chain = `urn:veilgrid:${chainId}`;
  const point = `${chain}:${position}`;
  const usagePoint = resource('UsagePoint', point);
  const clock = resource('LocalTimeParameters', `${chain}:utc`);
  const parts = SIDES.map((side) => {
    const readingType = resource('ReadingType', `${chain}:${side.name}`);
    const meterReading = resource('MeterReading', `${point}:${side.name}`, usagePoint);
    const blocks = days.map((day) => ({
      ...resource('IntervalBlock', `${point}:${side.name}:${day.day}`, meterReading),
      ...{ title: dateOf(day.day), related: [], time: day.frozenAt, content: intervalBlock(side, day) },
    }));
    return { side, readingType, meterReading, blocks };
  });
  const lasting = { time: since, related: [] };
  const entries: Entry[] = [
    {
      ...{ ...lasting, ...usagePoint, title: `Connection point ${position}`, content: USAGE_POINT },
      related: [`${usagePoint.self}/MeterReading`, clock.self],
    },
    { ...lasting, ...clock, title: 'UTC', content: UTC },
    ...parts.flatMap(({ side, readingType, meterReading, blocks }) => [
      {
        ...{ ...lasting, ...meterReading, title: side.name, content: METER_READING },
        related: [`${meterReading.self}/IntervalBlock`, readingType.self],
      },
      { ...lasting, ...readingType, title: `Wh, ${side.name}`, content: readingTypeOf(side, feed) },
      ...blocks,
    ]),
  ];
  const updated = days.reduce((latest, { frozenAt }) => (frozenAt > latest ? frozenAt : latest), since);
  const head = {
    id: `urn:uuid:${uuidOf(`${point}:${from}:${to}`)}`,
    title: `Readings of connection point ${position}, ${dateOf(from)} to ${dateOf(to)}`,
    updated: timeOf(updated),
  };
  return xml`<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">${fields(head)}<author>${fields({ name: 'Veilgrid' })}</author>
${entries.map(entryOf)}</feed>
`.text;
}

function resource(type: string, name: string, parent?: Resource): Resource {
  const id = uuidOf(name);
  const up = `${parent?.self ?? 'espi/1_1/resource'}/${type}`;
  return { id, self: `${up}/${id}`, up };
}

function entryOf({ id, self, up, related, title, content, time }: Entry): Xml {
  const links = [['self', self], ['up', up], ...related.map((href) => ['related', href])];
  const updated = timeOf(time);
  return xml`<entry>${[
    fields({ id: `urn:uuid:${id}` }),
    links.map(([rel, href]) => xml`<link rel="${rel!}" href="${href!}"/>`),
    fields({ title }),
    xml`<content type="application/xml">${content}</content>`,
    fields({ published: updated, updated }),
  ]}</entry>
`;
}

/** Deltas of electricity, normal, energy, in Wh. */
function readingTypeOf({ flowDirection }: Side, { K }: EspiFeed): Xml {
  const values = {
    accumulationBehaviour: 4,
    commodity: 1,
    dataQualifier: 12,
    flowDirection,
    intervalLength: SECONDS_PER_DAY / K,
    kind: 12,
    powerOfTenMultiplier: 0,
    uom: 72,
  };
  return xml`<ReadingType ${ESPI}>${fields(values)}</ReadingType>`;
}

function intervalBlock({ of }: Side, { day, status, readings }: ExportedDay): Xml {
  const start = day * SECONDS_PER_DAY;
  const duration = SECONDS_PER_DAY / readings.length;
  const quality = xml`<ReadingQuality>${fields({ quality: qualityOf(status) })}</ReadingQuality>`;
  const rows = readings.map((reading, k) => {
    const period = fields({ duration, start: start + k * duration });
    const value = fields({ value: reading[of] });
    return xml`<IntervalReading>${quality}<timePeriod>${period}</timePeriod>${value}</IntervalReading>`;
  });
  const whole = fields({ duration: SECONDS_PER_DAY, start });
  return xml`<IntervalBlock ${ESPI}><interval>${whole}</interval>${rows}</IntervalBlock>`;
}

function timeOf(seconds: bigint): string {
  return new Date(1000 * Number(seconds)).toISOString().replace('.000Z', 'Z');
}
