/** `veilgrid disclose verify`: whether an answer is true, and what it says. Nothing of it leaves the machine. */
import { x25519 } from '@noble/curves/ed25519.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { fetchAnswerFacts, maxAnswerBytes, openAnswer } from '@veilgrid/client-sdk';
import { fetchNow } from '@veilgrid/client-sdk/disclosure/now';
import { type VerifiedAnswer, verifyAnswer } from '@veilgrid/client-sdk/verifier/disclosure/answer';
import type { Received } from '@veilgrid/client-sdk/verifier/disclosure/answerShape';
import { createProofVerifier } from '@veilgrid/client-sdk/verifier/proof';
import { decodeExact } from '@veilgrid/protocol/core/ssz';
import type { Answer } from '@veilgrid/protocol/disclosure/answer';
import { type Request, SignedRequest } from '@veilgrid/protocol/disclosure/request';
import { ensure } from '@veilgrid/protocol/errors';
import { readRoleKeys } from '@veilgrid/services';
import type { Command } from 'commander';
import { type Client, openClient } from '../../client.js';
import { type CommonOptions, clientCommand } from '../../options.js';
import { formatDay } from '../../terminal/dates.js';
import { readBytes, writeNew } from '../../terminal/files.js';
import type { Closers } from '../../terminal/interrupt.js';
import { type Output, printed } from '../../terminal/output.js';
import { patiently } from '../../terminal/patience.js';
import { claimText, dayLines } from './claimText.js';
import { ReceiptBook } from './receiptBook.js';
import { receiptBytes } from './receiptFile.js';
import { receiveAnswer } from './receiveAnswer.js';
import { readRequestBytes } from './show.js';

interface VerifyOptions extends CommonOptions {
  readonly request: string;
  readonly keys: string;
  readonly receipt?: string;
}

export function verifyCommand(): Command {
  return clientCommand('verify', 'open an answer, check all of it, and say what it claims')
    .argument('<answer>', 'file that the household gave')
    .requiredOption('--request <file>', 'the request that it answers')
    .requiredOption('--keys <dir>', "folder of the party's keys")
    .option('--receipt <file>', 'sign a receipt for the household, also of an answer that is refused')
    .action((file: string, options: VerifyOptions) =>
      printed(options, (closers) => verify(file, options, closers)),
    );
}

async function verify(file: string, options: VerifyOptions, closers: Closers): Promise<Output> {
  const client = await openClient(options);
  const signedRequest = decodeExact(SignedRequest, await readRequestBytes(options.request), 'request');
  const { request } = signedRequest;
  ensure(request.chainId === client.genesis.chainId, 'REQUEST_INVALID', { field: 'chainId' });
  const { signKey, encKey } = await readRoleKeys(options.keys);
  const box = await readBytes(file, 'answer', maxAnswerBytes(request));
  const answer = openAnswer({ encSecret: encKey, encPk: x25519.getPublicKey(encKey) }, request, box);

  const { receipt } = options;
  const verified = await receiveAnswer(
    new ReceiptBook(options.keys),
    { request, answer, signKey, now: () => fetchNow(client) },
    (received) => patiently('Verifying', closers, checkAnswer(client, signedRequest, answer, received)),
    receipt === undefined ? undefined : (signed) => writeNew(receipt, 'receipt', receiptBytes(signed)),
  );
  return verifiedOutput(client, request, verified, receipt);
}

async function checkAnswer(
  { api, genesis, hasher }: Client,
  signedRequest: SignedRequest,
  answer: Answer,
  received: Received,
): Promise<VerifiedAnswer> {
  const { verifyMany } = await createProofVerifier(genesis.profile);
  const facts = await fetchAnswerFacts({ api }, signedRequest.request, answer, received);
  return verifyAnswer({ genesis, hasher, verifyMany }, signedRequest, answer, facts, received);
}

function verifiedOutput(
  { genesis: { params } }: Client,
  { questions }: Request,
  { digest, subject, position, transferable, answers, gaps, estimated, consent }: VerifiedAnswer,
  receipt: string | undefined,
): Output {
  const [missing, read] = [gaps.map(formatDay), estimated.map(formatDay)];
  return {
    json: {
      verified: true,
      answerDigest: bytesToHex(digest),
      purposeId: consent.purposeId,
      subject,
      ...(position !== undefined && { position }),
      transferable,
      answers,
      gaps: missing,
      estimated: read,
      ...(receipt !== undefined && { receipt }),
    },
    text: [
      position === undefined
        ? `Verified: of household ${subject}.`
        : `Verified: of connection point ${position}.`,
      ...questions.map((question, q) => `${q + 1}. ${claimText(params, question, answers[q]!)}`),
      ...dayLines(gaps, estimated),
      ...(receipt === undefined ? [] : [`${receipt}: give it to the household.`]),
    ].join('\n'),
  };
}
