/** Files of meters: the public key that is enrolled, and the secret of a simulated one. */
import { Meter } from '@veilgrid/client-sdk';
import { isValidKey, type Point } from '@veilgrid/protocol/core/crypto/babyjub';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { z } from 'zod';
import { readJson, writeNew } from '../../terminal/files.js';

const decimal = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,76})$/)
  .transform(BigInt);
const KeyFile = z.strictObject({ x: decimal, y: decimal });
const SecretFile = z.strictObject({ secret: decimal });

/** @throws ProtocolError NOT_FOUND, FILE_INVALID, METER_KEY_INVALID */
export async function readMeterKey(file: string): Promise<Point> {
  const key = parse(KeyFile, await readJson(file, 'meter'), file);
  ensure(isValidKey(key), 'METER_KEY_INVALID', { field: 'meter', file });
  return key;
}

/** @throws ProtocolError NOT_FOUND, FILE_INVALID, VALUE_OUT_OF_RANGE */
export async function readMeter(file: string, hasher: Hasher): Promise<Meter> {
  return new Meter(hasher, parse(SecretFile, await readJson(file, 'meter'), file).secret);
}

/** The secret for its owner only, and beside it what others may see. */
export async function writeMeter(file: string, secret: bigint, { x, y }: Point): Promise<string> {
  const publicFile = `${file}.pub`;
  await writeNew(file, 'out', `${JSON.stringify({ secret: secret.toString() })}\n`);
  await writeNew(publicFile, 'out', `${JSON.stringify({ x: x.toString(), y: y.toString() })}\n`);
  return publicFile;
}

function parse<T>(type: z.ZodType<T>, json: unknown, file: string): T {
  const parsed = type.safeParse(json);
  if (parsed.success) return parsed.data;
  throw fail('FILE_INVALID', { field: `meter.${parsed.error.issues[0]?.path.join('.') ?? ''}`, file });
}
