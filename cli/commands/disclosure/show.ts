/** `veilgrid disclose show`: a request in plain words, before anything is answered. */
import { bytesToHex } from '@noble/hashes/utils.js';
import {
  MAX_REQUEST_BYTES,
  type ReadRequest,
  readRequest,
} from '@veilgrid/client-sdk/disclosure/readRequest';
import type { Command } from 'commander';
import { openClient } from '../../client.js';
import { type CommonOptions, clientCommand } from '../../options.js';
import { formatDay, formatTime } from '../../terminal/dates.js';
import { readBytes } from '../../terminal/files.js';
import { type Output, printed } from '../../terminal/output.js';
import { requestText } from './requestText.js';

export function showCommand(): Command {
  return clientCommand('show', 'what a request asks, in plain words')
    .argument('<request>', 'file that the party gave')
    .action((file: string, options: CommonOptions) => printed(options, () => show(file, options)));
}

export const readRequestBytes = (file: string) => readBytes(file, 'request', MAX_REQUEST_BYTES);

async function show(file: string, options: CommonOptions): Promise<Output> {
  const bytes = await readRequestBytes(file);
  const read = await readRequest(await openClient(options), bytes);
  return { json: requestJson(read), text: requestText(read) };
}

export function requestJson({ request, digest, words }: ReadRequest) {
  return {
    requestDigest: bytesToHex(digest),
    partyId: request.partyId,
    purposeId: request.purposeId,
    from: formatDay(request.fromDay),
    to: formatDay(request.toDay),
    expires: formatTime(request.expires),
    words,
  };
}
