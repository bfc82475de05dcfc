import { fail } from '@veilgrid/protocol/errors';
import type { ZodType, z } from 'zod';

/** @throws ProtocolError BAD_REQUEST, naming the field */
export function parse<T extends ZodType>(schema: T, input: unknown, where: string): z.output<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw fail('BAD_REQUEST', { field: [where, ...(issue?.path ?? [])].join('.'), reason: issue?.message });
}
