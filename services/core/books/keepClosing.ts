import type { ClearingResult } from '@veilgrid/protocol/core/books/result';
import { hex } from '@veilgrid/protocol/core/crypto/field';
import { ensure } from '@veilgrid/protocol/errors';
import { toJson } from '@veilgrid/protocol/routes';
import type { SecretStore } from '../secrets.js';
import type { NamedBook } from './followedBook.js';

/**
 * Writes down what is closed, on disk before anything of it is proven; the same again after a restart.
 * @throws ProtocolError ALREADY_SIGNED for another book or result
 */
export async function keepClosing(
  secrets: SecretStore,
  id: bigint,
  { count, fold: named }: NamedBook,
  result: ClearingResult,
): Promise<void> {
  const name = `closing:${hex(id)}`;
  const closing = toJson({ count, fold: named, result });
  const kept = await secrets.get(name);
  ensure(kept === undefined || kept === closing, 'ALREADY_SIGNED', { field: 'orders' });
  if (kept === undefined) await secrets.set(name, closing);
}
