/** Fields of JSON files that people write: days, times with their offset, half hours; each refused by its name. */
import { parseTimestamp } from '@veilgrid/client-sdk/core/readings/timestamp';
import { fail } from '@veilgrid/protocol/errors';
import { z } from 'zod';
import { dayNumber, dayOption } from './dates.js';
import { readJson } from './files.js';
import { parsePeriods } from './periods.js';

/** What `parse` makes of a text; a field that it makes nothing of is refused. */
export const textOf = <T>(needed: string, parse: (text: string) => T | undefined) =>
  z.string().transform((text, ctx): T => {
    const value = parse(text);
    if (value !== undefined) return value;
    ctx.addIssue(`${needed} is needed`);
    return z.NEVER;
  });

/** Days since 1970-01-01 UTC. */
export const day = textOf('YYYY-MM-DD', (text) => {
  try {
    return dayNumber(dayOption(text));
  } catch {
    return undefined;
  }
});

/** Unix seconds. */
export const time = textOf('a time with its offset', (text) => {
  const seconds = parseTimestamp(text);
  return typeof seconds === 'number' ? BigInt(seconds) : undefined;
});

export const periods = textOf('half hours, as 34-37,40,', parsePeriods);

/** @throws ProtocolError NOT_FOUND, TOO_LARGE, FILE_INVALID naming `field` and what of it is at fault */
export async function readFields<T extends z.ZodType>(
  file: string,
  field: string,
  schema: T,
): Promise<z.output<T>> {
  const parsed = schema.safeParse(await readJson(file, field));
  if (parsed.success) return parsed.data;
  const { path = [], message } = parsed.error.issues[0] ?? {};
  throw fail('FILE_INVALID', { field: [field, ...path].join('.'), file, reason: message });
}
