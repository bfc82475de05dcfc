/** A day's signed readings as a file, on its way from the meter (or the DSO) to the household. */
import { isCanonical } from '@veilgrid/protocol/core/crypto/field';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { type SignedReadings, STATUS_DSO, STATUS_METER } from '@veilgrid/protocol/core/readings';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { MAX_QTY } from '@veilgrid/protocol/params';
import { z } from 'zod';

const element = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,76})$/)
  .transform(BigInt)
  .refine(isCanonical);
const wh = z.number().int().min(0).max(MAX_QTY);
const MAX_PERIODS = 48;

const SignedDayJson = z.strictObject({
  version: z.literal(1),
  chainId: element,
  position: z.number().int().min(0),
  day: z.number().int().min(0),
  status: z.union([z.literal(STATUS_METER), z.literal(STATUS_DSO)]),
  readings: z.array(z.strictObject({ imported: wh, exported: wh })).max(MAX_PERIODS),
  signature: z.strictObject({ r8: z.strictObject({ x: element, y: element }), s: element }),
});

/** What was signed, of which point and day. */
export interface SignedDay {
  readonly position: number;
  readonly day: number;
  readonly signed: SignedReadings;
}

/** For `toJson`. */
export function signedDayJson({ chainId }: Genesis, { position, day, signed }: SignedDay) {
  const { status, readings, signature } = signed;
  return { version: 1, chainId, position, day, status, readings, signature };
}

/** The signature itself is checked when the day is settled. @throws ProtocolError READING_INVALID */
export function parseSignedDay({ chainId, params }: Genesis, json: unknown): SignedDay {
  const parsed = SignedDayJson.safeParse(json);
  if (!parsed.success) throw fail('READING_INVALID', { field: parsed.error.issues[0]?.path.join('.') ?? '' });
  const { position, day, status, readings, signature } = parsed.data;
  ensure(parsed.data.chainId === chainId, 'READING_INVALID', { field: 'chainId', reason: 'another chain' });
  ensure(readings.length === params.K, 'READING_INVALID', { field: 'readings', periods: params.K });
  return { position, day, signed: { status, readings, signature } };
}
