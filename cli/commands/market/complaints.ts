/** What a listed household gives the regulator where the sealed reading is no use to it. */
import { hexToBytes } from '@noble/hashes/utils.js';
import { element } from '@veilgrid/protocol/core/wire';
import { fail, ProtocolError } from '@veilgrid/protocol/errors';
import type { Complaint } from '@veilgrid/services';
import { z } from 'zod';
import { readJson, writeNew } from '../../terminal/files.js';

const ComplaintFile = z.strictObject({
  auctionId: element,
  position: z.number().int().min(0),
  tag: element,
  secret: z.string().regex(/^([0-9a-f]{192})?$/),
});

/**
 * Writes what `settle` refused with, if it is a complaint and a file is named.
 * @returns the refusal without the memo's secret, which is for the regulator and not for a terminal's log
 */
export async function complained(error: unknown, file: string | undefined): Promise<unknown> {
  if (!(error instanceof ProtocolError) || error.code !== 'MEMO_INVALID') return error;
  const { auctionId, position, tag, secret, ...rest } = error.data;
  const complaint = { auctionId, position, tag, secret };
  if (!ComplaintFile.safeParse(complaint).success) return error;
  if (file !== undefined) await writeNew(file, 'complaint', `${JSON.stringify(complaint, null, 2)}\n`);
  return fail('MEMO_INVALID', { ...rest, position, tag, ...(file !== undefined && { complaint: file }) });
}

/** @throws ProtocolError DATA_INVALID for another auction's, or what is none */
export async function readComplaint(file: string, auctionId: bigint): Promise<Complaint> {
  const parsed = ComplaintFile.safeParse(await readJson(file, 'complaint'));
  if (!parsed.success || parsed.data.auctionId !== auctionId)
    throw fail('DATA_INVALID', { field: 'complaint', file });
  const { position, tag, secret } = parsed.data;
  return { position, tag, secret: hexToBytes(secret) };
}
