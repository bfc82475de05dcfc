/** `veilgrid disclose receipts`: a party roots on the ledger what it signed, and shows each receipt under its root. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { equalBytes } from '@noble/curves/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { inOrder, receiptsFields } from '@veilgrid/client-sdk';
import { allItems } from '@veilgrid/client-sdk/client/submit';
import { fetchNow } from '@veilgrid/client-sdk/disclosure/now';
import { createFile } from '@veilgrid/client-sdk/files';
import { logRoot, receiptProof } from '@veilgrid/client-sdk/verifier/disclosure/receipts';
import { type SignedReceipt, VERDICT } from '@veilgrid/protocol/disclosure/receipts';
import { draftOf } from '@veilgrid/protocol/request';
import type { Command } from 'commander';
import { type Client, openClient } from '../../client.js';
import { type CommonOptions, clientCommand, MAX_U32, timeValue, wholeNumber } from '../../options.js';
import { submitRequest } from '../../requests.js';
import { formatTime } from '../../terminal/dates.js';
import { CheckFailed } from '../../terminal/exit.js';
import { type Output, printed } from '../../terminal/output.js';
import { signAsParty } from '../core/partyKeys.js';
import { ReceiptBook } from './receiptBook.js';
import { receiptBytes } from './receiptFile.js';

interface ReceiptsOptions extends CommonOptions {
  readonly party: number;
  readonly keys: string;
  readonly to?: number;
  readonly out?: string;
}

export function receiptsCommand(): Command {
  return clientCommand('receipts', 'root the receipts signed since the last root: within 35 days of each')
    .requiredOption('--party <n>', 'whose', wholeNumber(MAX_U32))
    .requiredOption('--keys <dir>', "folder of the party's keys")
    .option('--to <time>', 'up to when, with its offset (default: now)', timeValue)
    .option('--out <dir>', 'write every rooted receipt with its proof into this folder, for the households')
    .action((options: ReceiptsOptions) => printed(options, () => receipts(options)));
}

async function receipts(options: ReceiptsOptions): Promise<Output> {
  const client = await openClient(options);
  const { party: partyId, keys, out } = options;
  const book = new ReceiptBook(keys);
  const last = (await rootsOf(client, partyId)).at(-1);
  const fields = await book.locked(async () => {
    const now = await fetchNow(client);
    const to = options.to !== undefined && options.to < now ? BigInt(options.to) : now;
    return receiptsFields(
      partyId,
      (await book.all()).map(({ receipt }) => receipt),
      last,
      to,
    );
  });
  if (fields) {
    const draft = await draftOf(client.api, 'receipts', fields);
    await submitRequest(client, await signAsParty(client, { draft, signatures: [] }, keys));
  }
  const files = out === undefined ? undefined : await writeProofs(client, partyId, await book.all(), out);
  const shown = fields && { index: fields.index, from: fields.from, to: fields.to, count: fields.count };
  return {
    json: { rooted: shown && { ...shown, root: bytesToHex(fields.root) }, ...(files && { files }) },
    text: [
      fields
        ? `Rooted ${fields.count} receipts up to ${formatTime(fields.to)} as number ${fields.index}.`
        : 'No receipt to root.',
      ...(files ? [`${files.length} in ${out}: give each to its household.`] : []),
    ].join('\n'),
  };
}

const rootsOf = ({ api }: Client, partyId: number) =>
  allItems((query) => api.receipts({ params: { partyId }, query }));

/** @returns names of the files, also of those that were there already */
async function writeProofs(
  client: Client,
  partyId: number,
  all: readonly SignedReceipt[],
  dir: string,
): Promise<string[]> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const signedOf = new Map(all.map((signed) => [signed.receipt, signed]));
  const names: string[] = [];
  for (const { index, from, to, count, root } of await rootsOf(client, partyId)) {
    const covered = inOrder([...signedOf.keys()]).filter(({ time }) => from <= time && time < to);
    if (covered.length !== count || !equalBytes(logRoot(covered), root))
      throw new CheckFailed(`The receipts beside these keys are not those of root ${index}.`);
    for (const [i, receipt] of covered.entries()) {
      const verdict = receipt.verdict === VERDICT.verified ? 'verified' : 'refused';
      const name = `${bytesToHex(receipt.answerDigest)}-${verdict}.receipt`;
      await createFile(join(dir, name), receiptBytes(signedOf.get(receipt)!, receiptProof(covered, i)));
      names.push(name);
    }
  }
  return names;
}
