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

/** Writes what `settle` refused with, if it is a complaint. */
export async function writeComplaint(file: string, error: unknown): Promise<void> {
  if (!(error instanceof ProtocolError) || error.code !== 'MEMO_INVALID') return;
  const { auctionId, position, tag, secret } = error.data;
  const complaint = ComplaintFile.safeParse({ auctionId, position, tag, secret });
  if (complaint.success) {
    await writeNew(file, 'complaint', `${JSON.stringify({ auctionId, position, tag, secret }, null, 2)}\n`);
  }
}

/** @throws ProtocolError DATA_INVALID for another auction's, or what is none */
export async function readComplaint(file: string, auctionId: bigint): Promise<Complaint> {
  const parsed = ComplaintFile.safeParse(await readJson(file, 'complaint'));
  if (!parsed.success || parsed.data.auctionId !== auctionId)
    throw fail('DATA_INVALID', { field: 'complaint', file });
  const { position, tag, secret } = parsed.data;
  return { position, tag, secret: hexToBytes(secret) };
}
