/** `veilgrid flex area` and `calendar`: where and on which days a DSO buys. */
import { allItems } from '@veilgrid/client-sdk/client/submit';
import { Command, InvalidArgumentError } from 'commander';
import { type Client, openClient } from '../../client.js';
import { type CommonOptions, clientCommand, dayValue, MAX_U32, wholeNumber } from '../../options.js';
import { rolesHere } from '../../organisations.js';
import { formatDay } from '../../terminal/dates.js';
import type { Closers } from '../../terminal/interrupt.js';
import { type Output, printed } from '../../terminal/output.js';

interface PublishOptions extends CommonOptions {
  readonly area: number;
  readonly places: number[];
  readonly zones: number[];
}

interface ListOptions extends CommonOptions {
  readonly day?: number;
}

type CalendarOptions = CommonOptions & { readonly days: number[] };
type ShowOptions = CommonOptions & { readonly from: number };

/** Days that `calendar show` looks at. */
const YEAR = 366;

export function areaCommands(): Command {
  const area = new Command('area').description('where congestion is managed, and where its homes settle');
  const publish = clientCommand('publish', 'an area: once, and never changed (DSO)')
    .requiredOption('--area <n>', 'its number', wholeNumber(MAX_U32))
    .requiredOption('--places <numbers>', 'feeders or substations: 7,9', numbersValue)
    .requiredOption('--zones <numbers>', 'zones of the market in which its homes settle: 1,2', numbersValue)
    .action((options: PublishOptions) => printed(options, (closers) => publishArea(options, closers)));
  const list = clientCommand('list', 'areas in order of publication')
    .option('--day <date>', 'and how many auctions each has of this day', dayValue)
    .action((options: ListOptions) => printed(options, () => listAreas(options)));
  return area.addCommand(publish).addCommand(list);
}

async function publishArea(options: PublishOptions, closers: Closers): Promise<Output> {
  const client = await openClient(options);
  const { area: areaId, places, zones } = options;
  const { buyer } = await rolesHere(client, options, closers)('dso');
  await buyer!.publishArea({ areaId, places, zones });
  return {
    json: { areaId, places, zones },
    text: `Area ${areaId}: places ${places.join(', ')}, zones ${zones.join(', ')}.`,
  };
}

async function listAreas({ day, ...options }: ListOptions): Promise<Output> {
  const { api } = await openClient(options);
  const areas = [];
  for (const area of await allItems((query) => api.areas({ query }))) {
    areas.push({ ...area, ...(day !== undefined && { auctions: await auctionsOf(api, area.areaId, day) }) });
  }
  const rows = areas.map(({ areaId, places, zones, auctions }) => {
    const of = auctions === undefined ? '' : `; ${auctions} auctions of ${formatDay(day!)}`;
    return `area ${areaId}: places ${places.join(', ')}; zones ${zones.join(', ')}${of}`;
  });
  return { json: { areas }, text: rows.join('\n') || 'No areas.' };
}

async function auctionsOf(api: Client['api'], areaId: number, day: number): Promise<number> {
  return (await api.readingChunks({ params: { areaId, day } })).items.length;
}

export function calendarCommands(): Command {
  const calendar = new Command('calendar').description('days off beside Saturdays and Sundays');
  const publish = clientCommand('publish', 'days that are no working days, 60 days ahead at least (DSO)')
    .requiredOption('--days <dates>', 'ascending: 2027-12-25,2027-12-26', daysValue)
    .action((options: CalendarOptions) =>
      printed(options, async (closers) => {
        const client = await openClient(options);
        const { buyer } = await rolesHere(client, options, closers)('dso');
        await buyer!.publishCalendar(options.days);
        return daysOutput(options.days);
      }),
    );
  const show = clientCommand('show', 'days off of a year')
    .requiredOption('--from <date>', 'first day: YYYY-MM-DD', dayValue)
    .action((options: ShowOptions) =>
      printed(options, async () => {
        const { api } = await openClient(options);
        const { items } = await api.daysOff({ query: { from: options.from, limit: YEAR } });
        return daysOutput(items);
      }),
    );
  return calendar.addCommand(publish).addCommand(show);
}

function daysOutput(days: readonly number[]): Output {
  const dates = days.map(formatDay);
  return { json: { days: dates }, text: dates.join('\n') || 'None.' };
}

const ascending = (values: readonly number[]) =>
  values.every((value, i) => i === 0 || value > values[i - 1]!);

function daysValue(text: string): number[] {
  const days = text.split(',').map(dayValue);
  if (!ascending(days)) throw new InvalidArgumentError('Dates in ascending order are needed.');
  return days;
}

function numbersValue(text: string): number[] {
  const numbers = text.split(',').map(wholeNumber(MAX_U32));
  if (!ascending(numbers)) throw new InvalidArgumentError('Numbers in ascending order are needed.');
  return numbers;
}
