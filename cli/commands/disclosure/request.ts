/** `veilgrid disclose request`: a party asks, by a file that it signs. */

import { ed25519 } from '@noble/curves/ed25519.js';
import { equalBytes } from '@noble/curves/utils.js';
import { fetchPurpose, fetchRecipientKey, makeRequest } from '@veilgrid/client-sdk';
import { fetchNow } from '@veilgrid/client-sdk/disclosure/now';
import { MAX_REQUEST_BYTES } from '@veilgrid/client-sdk/disclosure/readRequest';
import { requestWords } from '@veilgrid/client-sdk/disclosure/words';
import { daysOf, SignedRequest } from '@veilgrid/protocol/disclosure/request';
import { ensure } from '@veilgrid/protocol/errors';
import { readRoleKeys } from '@veilgrid/services';
import type { Command } from 'commander';
import { openClient } from '../../client.js';
import { type CommonOptions, clientCommand } from '../../options.js';
import { formatTime } from '../../terminal/dates.js';
import { writeNew } from '../../terminal/files.js';
import { type Output, printed } from '../../terminal/output.js';
import { EXAMPLE, readQuestionsFile } from './questionsFile.js';
import { requestText } from './requestText.js';

interface RequestOptions extends CommonOptions {
  readonly keys: string;
  readonly out: string;
}

const HELP = `
The file of questions, for example:
${EXAMPLE}

Half hours are counted from 0 ("34-39,44", or "all"), days are UTC and both included. "naming" is pseudonym, named or
once; with "designated": false answers convince others too. Kinds, and what divides their answers (rising):
  readings    imports, exports                every value
  sums        registers: side, periods        exact sums, up to four
  range       imports, exports; wh            in which bracket, or exactly without wh
  cost        prices; currency                the same of a cost; prices in 0.01 currency/MWh, one, one a half hour, or
                                              a list of those for every day
  share       window; percent                 of all imports, at most
  comparison  imports; percent                of the zone's average, at most
  peak, floor imports, exports; wh            what no half hour is above, or below`;

export function requestCommand(): Command {
  return clientCommand('request', 'ask a household: a signed file for it')
    .argument('<questions>', 'file with questions and days, as below')
    .requiredOption('--keys <dir>', "folder of the party's keys")
    .requiredOption('--out <file>', 'a new file, for the household')
    .addHelpText('after', HELP)
    .action((file: string, options: RequestOptions) => printed(options, () => request(file, options)));
}

async function request(file: string, { keys, out, ...options }: RequestOptions): Promise<Output> {
  const client = await openClient(options);
  const { purposeId, ...asked } = await readQuestionsFile(file, client.genesis.params);
  const { signKey } = await readRoleKeys(keys);
  const purpose = await fetchPurpose(client, purposeId);
  ensure(equalBytes(purpose.party.sigPk, ed25519.getPublicKey(signKey)), 'SIGNATURE_UNEXPECTED', {
    field: 'keys',
    reason: 'not the keys of the party whose purpose this is',
  });
  // Without a key no household could answer.
  if (asked.designated !== false) await fetchRecipientKey(client, purpose.party);
  const issued = await fetchNow(client);
  const signed = makeRequest(client.genesis, purpose, { ...asked, issued }, signKey);
  const bytes = SignedRequest.serialize(signed);
  ensure(bytes.length <= MAX_REQUEST_BYTES, 'TOO_LARGE', { field: 'questions', limit: MAX_REQUEST_BYTES });
  await writeNew(out, 'out', bytes);
  const words = requestWords(client.genesis.params, signed.request, purpose);
  return {
    json: {
      request: out,
      purposeId,
      days: daysOf(signed.request),
      expires: formatTime(signed.request.expires),
      words,
    },
    text: `${out}: give it to the household. It reads there:\n\n${requestText({ words, request: signed.request })}`,
  };
}
