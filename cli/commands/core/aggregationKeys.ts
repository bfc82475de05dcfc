/**
 * The keys of a connection point on their way to A and B: one file each, because whoever has both can open
 * the household's settlements.
 */
import type { AggregationKeys } from '@veilgrid/client-sdk';
import { fail } from '@veilgrid/protocol/errors';
import { z } from 'zod';
import { readJson, writeNew } from '../../terminal/files.js';

const KeyFile = z.strictObject({ key: z.string().regex(/^(0|[1-9][0-9]{0,76})$/) });

/** @param request file they belong to */
export async function writeAggregationKeys(
  request: string,
  { kA, kB }: AggregationKeys,
): Promise<{ A: string; B: string }> {
  const files = { A: `${request}.kA`, B: `${request}.kB` };
  await writeNew(files.A, 'out', textOf(kA));
  await writeNew(files.B, 'out', textOf(kB));
  return files;
}

/** @throws ProtocolError NOT_FOUND, FILE_INVALID */
export async function readAggregationKey(file: string): Promise<bigint> {
  const parsed = KeyFile.safeParse(await readJson(file, 'aggregation-key'));
  if (!parsed.success) throw fail('FILE_INVALID', { field: 'aggregation-key', file });
  return BigInt(parsed.data.key);
}

function textOf(key: bigint): string {
  return `${JSON.stringify({ key: key.toString() })}\n`;
}
