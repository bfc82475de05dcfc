/** What a household takes along of its own readings: the two forms, by hand, against schemas and by the ledger's own reader. */
import { dayNumber, type ExportedDay } from '@veilgrid/client-sdk';
import { parseReadings } from '@veilgrid/client-sdk/core/readings/index';
import { csvOf } from '@veilgrid/client-sdk/disclosure/exportCsv';
import { espiFeed } from '@veilgrid/client-sdk/disclosure/exportEspi';
import { uuidOf } from '@veilgrid/client-sdk/disclosure/exportIds';
import { xml } from '@veilgrid/client-sdk/disclosure/exportXml';
import { paramsOf } from '@veilgrid/protocol/params';
import { feedErrors, publishedErrors, resourcesOf } from './support/espiSchema.js';

const { K } = paramsOf('full');
/** The day on which Central European clocks lose an hour. */
const SPRING = dayNumber('2027-03-28');
const FROZEN = 1_806_000_000n;

const dayOf = (day: number, status = 0): ExportedDay => ({
  day,
  status,
  readings: Array.from({ length: K }, (_, k) => ({ imported: 1_000 + k, exported: k === 24 ? 0xffffff : 0 })),
  frozenAt: FROZEN + BigInt(day - SPRING),
});
const feedOf = (days: readonly ExportedDay[], of: object = {}) =>
  espiFeed({
    ...{ chainId: 77n, since: 1_800_000_000n, K, position: 7 },
    ...{ from: SPRING, to: SPRING + 30, days, ...of },
  });
const month = Array.from({ length: 31 }, (_, i) => dayOf(SPRING + i, i === 3 ? 1 : 0));

const all = (text: string, name: string) =>
  [...text.matchAll(new RegExp(`<${name}[^>]*>([^<]*)</${name}>`, 'g'))].map(([, value]) => value!);
const [usagePoint, clock, , importType, ...rest] = resourcesOf(feedOf(month));
const importBlocks = rest.slice(0, 31);
const [, exportType, ...exportBlocks] = rest.slice(31);

describe('Green Button', () => {
  test('a month is 68 resources, in the form that it has', async () => {
    const feed = feedOf(month);
    expect(resourcesOf(feed)).toHaveLength(68);
    expect(await feedErrors(feed)).toEqual([]);
  });

  test('nothing settled is a feed without blocks', async () => {
    const feed = feedOf([]);
    expect(resourcesOf(feed)).toHaveLength(6);
    expect(await feedErrors(feed)).toEqual([]);
    expect(new Set(all(feed, 'updated'))).toEqual(new Set(['2027-01-15T08:00:00Z']));
  });

  test.each<[string, (feed: string) => string]>([
    ['a fraction of a Wh', (feed) => feed.replace('<value>1000</value>', '<value>1000.5</value>')],
    ['less than nothing', (feed) => feed.replace('<value>1000</value>', '<value>-1</value>')],
    ['25 bits', (feed) => feed.replace('<value>16777215</value>', '<value>16777216</value>')],
    ['an unknown quality', (feed) => feed.replace('<quality>17</quality>', '<quality>0</quality>')],
    ['an id twice', (feed) => feed.replace(/<entry>.*<\/entry>\n/, (entry) => entry + entry)],
    ['a local time', (feed) => feed.replace('<tzOffset>0', '<tzOffset>3600')],
    ['another order', (feed) => feed.replace(/(<commodity>1<\/commodity>)(<data.*?er>)/, '$2$1')],
    ['a resource that is none', (feed) => feed.replaceAll('MeterReading', 'MeterReadings')],
  ])('%s is not in the form', async (_name, change) => {
    const changed = change(feedOf(month.slice(0, 2)));
    expect(changed).not.toBe(feedOf(month.slice(0, 2)));
    expect(await feedErrors(changed)).not.toEqual([]);
  });

  const published = process.env.VEILGRID_ESPI_XSD;
  (published === undefined ? test.skip : test)('is valid by the published schema', async () => {
    const resources = resourcesOf(feedOf(month));
    expect(await publishedErrors(resources, published!)).toEqual([]);
    const [first] = resources;
    expect(await publishedErrors([first!.replace('<kind>0', '<kind>x')], published!)).not.toEqual([]);
  });

  test('says the point, both directions and their periods', () => {
    const ns = 'xmlns="http://naesb.org/espi"';
    expect(usagePoint).toBe(
      `<UsagePoint ${ns}><ServiceCategory><kind>0</kind></ServiceCategory></UsagePoint>`,
    );
    const typeOf = (direction: number) =>
      `<ReadingType ${ns}><accumulationBehaviour>4</accumulationBehaviour><commodity>1</commodity>` +
      `<dataQualifier>12</dataQualifier><flowDirection>${direction}</flowDirection>` +
      '<intervalLength>1800</intervalLength><kind>12</kind>' +
      '<powerOfTenMultiplier>0</powerOfTenMultiplier><uom>72</uom></ReadingType>';
    expect([importType, exportType]).toEqual([typeOf(1), typeOf(19)]);
    expect([importBlocks.length, exportBlocks.length]).toEqual([31, 31]);
    expect(all(importBlocks[0]!, 'value').map(Number)).toEqual(month[0]!.readings.map((r) => r.imported));
    expect(all(exportBlocks[0]!, 'value').map(Number)).toEqual(month[0]!.readings.map((r) => r.exported));
    expect(all(resourcesOf(feedOf([], { K: 4 }))[3]!, 'intervalLength')).toEqual(['21600']);
  });

  test('a day is of UTC, whatever clocks do on it', () => {
    expect(all(clock!, 'dstEndRule')).toEqual(['FFFFFFFF']);
    expect(all(clock!, 'dstStartRule')).toEqual(['FFFFFFFF']);
    expect([...all(clock!, 'dstOffset'), ...all(clock!, 'tzOffset')]).toEqual(['0', '0']);
    const [whole, ...starts] = all(importBlocks[0]!, 'start').map(Number);
    expect(whole).toBe(Date.UTC(2027, 2, 28) / 1_000);
    expect(starts).toEqual(Array.from({ length: 48 }, (_, k) => whole! + 1_800 * k));
    expect(all(importBlocks[0]!, 'duration')).toEqual(['86400', ...Array<string>(48).fill('1800')]);
  });

  test('says which days the DSO read', () => {
    const qualities = importBlocks.map((block) => new Set(all(block, 'quality')));
    expect(qualities).toEqual(month.map(({ status }) => new Set([status === 0 ? '17' : '8'])));
  });

  test('resources name each other, and every name is one of the feed', () => {
    const feed = feedOf(month.slice(0, 2));
    const links = (entry: string, rel: string) =>
      [...entry.matchAll(new RegExp(`<link rel="${rel}" href="([^"]*)"/>`, 'g'))].map(([, href]) => href!);
    const entries = [...feed.matchAll(/<entry>.*<\/entry>/g)].map(([entry]) => entry);
    const at = (name: string) => entries.filter((entry) => entry.includes(`<${name} xmlns`));
    const selves = entries.flatMap((entry) => links(entry, 'self'));
    const ups = entries.flatMap((entry) => links(entry, 'up'));
    expect(new Set(selves).size).toBe(entries.length);
    for (const href of entries.flatMap((entry) => links(entry, 'related')))
      expect([...selves, ...ups]).toContain(href);
    const [point] = at('UsagePoint');
    for (const reading of at('MeterReading')) {
      expect(links(point!, 'related')).toEqual(expect.arrayContaining(links(reading, 'up')));
    }
    at('MeterReading').forEach((reading, i) => {
      const blocks = at('IntervalBlock').slice(2 * i, 2 * i + 2);
      const [type] = at('ReadingType').slice(i);
      expect(blocks.flatMap((block) => links(block, 'up'))).toEqual(
        Array(2).fill(links(reading, 'related')[0]),
      );
      expect(links(reading, 'related')[1]).toBe(links(type!, 'self')[0]);
    });
  });

  test('is the same whenever it is made, and a day is the same whatever is around it', () => {
    const lines = (text: string) => text.split('\n').slice(2, -2);
    const feed = feedOf(month);
    expect(feedOf(month)).toBe(feed);
    const whole = new Set(lines(feed));
    const part = lines(feedOf(month.slice(5, 9), { to: SPRING + 8 }));
    expect([part.length, part.every((line) => whole.has(line))]).toEqual([6 + 8, true]);
    const ids = (of: object) => all(feedOf(month.slice(0, 2), of), 'id');
    const shared = (of: object) => ids(of).filter((id) => ids({}).includes(id)).length;
    // The clock and both types are the chain's; the days asked for are the feed's own.
    expect([{}, { to: SPRING + 1 }, { position: 8 }, { chainId: 78n }].map(shared)).toEqual([11, 10, 3, 0]);
  });

  test('was updated when its last day froze', () => {
    const [whole, ...entries] = all(feedOf(month.slice(0, 2)), 'updated');
    const [first, second] = ['2027-03-25T18:40:00Z', '2027-03-25T18:40:01Z'];
    expect([whole, new Set(entries)]).toEqual([second, new Set(['2027-01-15T08:00:00Z', first, second])]);
  });
});

test('ids are UUIDs of version 5, in the namespace of URLs', () => {
  expect(uuidOf('https://www.example.com/')).toBe('3d3ed9d2-aa3d-5fa6-90e8-ed662e90f559');
});

test('what stands in XML cannot break it', () => {
  const hostile = `]]><a b="c">&amp;'`;
  expect(xml`<t>${hostile}</t>`.text).toBe('<t>]]&gt;&lt;a b=&quot;c&quot;&gt;&amp;amp;&apos;</t>');
  expect(xml`${[xml`<i/>`, '<', [1n, 2]]}`.text).toBe('<i/>&lt;12');
});

describe('CSV', () => {
  test.each(['full', 'small'] as const)("is read back by the ledger's own reader, %s", (profile) => {
    const params = paramsOf(profile);
    const days = month.slice(0, 5).map((day) => ({ ...day, readings: day.readings.slice(0, params.K) }));
    const read = parseReadings('export.csv', new TextEncoder().encode(csvOf(7, days)), params);
    expect(read.meters).toEqual(['position 7']);
    const back = [...read.days].map(([day, byMeter]) => ({ day, readings: byMeter.get('position 7') }));
    expect(back).toEqual(days.map(({ day, readings }) => ({ day, readings })));
  });

  test('days that are missing are left out, and of none there is the header alone', () => {
    const rows = csvOf(7, [dayOf(SPRING), dayOf(SPRING + 2)]).split('\n');
    expect(rows).toHaveLength(1 + 2 * K + 1);
    expect([rows[1], rows[K + 1]]).toEqual([
      'position 7,2027-03-28T00:00Z,1000,0',
      'position 7,2027-03-30T00:00Z,1000,0',
    ]);
    expect(csvOf(7, [])).toBe('meter_id,timestamp,import_wh,export_wh\n');
  });
});
