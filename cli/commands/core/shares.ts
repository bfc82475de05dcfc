/** A public half of a book's key, on its way to who opens the book. */
import type { KeyShare } from '@veilgrid/protocol/core/books/keyShare';
import { isCanonical } from '@veilgrid/protocol/core/crypto/field';
import { fail } from '@veilgrid/protocol/errors';
import { z } from 'zod';
import { readJson, writeNew } from '../../terminal/files.js';

const element = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,76})$/)
  .transform(BigInt)
  .refine(isCanonical);
const ShareFile = z.strictObject({ x: element, y: element, r8x: element, r8y: element, s: element });

export function writeShare(file: string, share: KeyShare): Promise<void> {
  const json = Object.fromEntries(Object.entries(share).map(([name, value]) => [name, value.toString()]));
  return writeNew(file, 'out', `${JSON.stringify(json, null, 2)}\n`);
}

/**
 * Whether it is a share of the right book, the node checks.
 * @param field how messages name it
 * @throws ProtocolError NOT_FOUND, FILE_INVALID
 */
export async function readShare(file: string, field: string): Promise<KeyShare> {
  const parsed = ShareFile.safeParse(await readJson(file, field));
  if (parsed.success) return parsed.data;
  throw fail('FILE_INVALID', {
    field: `${field}.${parsed.error.issues[0]?.path.join('.') ?? ''}`,
    file,
  });
}
