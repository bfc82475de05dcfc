/** How a command names a need, and half hours of one. */
import { needIdOf } from '@veilgrid/protocol/flexibility/need';
import type { RouteResponse } from '@veilgrid/protocol/routes';
import { type Command, InvalidArgumentError } from 'commander';
import type { Client } from '../../client.js';
import { dayValue, elementValue, MAX_U32, wholeNumber } from '../../options.js';
import { parsePeriods } from '../../terminal/periods.js';

/** Its number names a need; so do area and day. */
export interface NeedOptions {
  readonly need?: bigint;
  readonly area?: number;
  readonly day?: number;
}

export type NeedEntry = RouteResponse<'need'>;

export function withNeed(command: Command): Command {
  return command
    .option('--need <id>', 'need, by its number', elementValue)
    .option('--area <n>', 'need, by its area', wholeNumber(MAX_U32))
    .option('--day <date>', 'and its day: YYYY-MM-DD', dayValue)
    .hook('preAction', (called) => {
      const { need, area, day } = called.opts<NeedOptions>();
      const whole = area !== undefined && day !== undefined;
      const part = area !== undefined || day !== undefined;
      if (need === undefined ? !whole : part) called.error('error: give either --need or --area and --day');
    });
}

/** A household with several points says which of them it means. */
export function withNeedPosition(command: Command): Command {
  return withNeed(command).option('--position <n>', 'which of several own points', wholeNumber(2 ** 24));
}

export function needNumber({ genesis, hasher }: Client, { need, area, day }: NeedOptions): bigint {
  return need ?? needIdOf(hasher, genesis.chainId, { areaId: area!, day: day! });
}

/** @throws ProtocolError NEED_UNKNOWN */
export function fetchNeedEntry(client: Client, options: NeedOptions): Promise<NeedEntry> {
  return client.api.need({ params: { needId: needNumber(client, options) } });
}

export function periodsValue(text: string): number[] {
  const periods = parsePeriods(text);
  if (periods) return periods;
  throw new InvalidArgumentError('Half hours counted from 0, as 34-37,40, are needed.');
}
