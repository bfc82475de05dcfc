/** `veilgrid disclose answer`: a household reads, consents and answers, to one party and sealed to it. */
import { equalBytes } from '@noble/curves/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { AnswerPlan } from '@veilgrid/client-sdk/disclosure/answerPlan';
import { fetchNow } from '@veilgrid/client-sdk/disclosure/now';
import { subjectUnder } from '@veilgrid/client-sdk/disclosure/ownConsents';
import type { ReadRequest } from '@veilgrid/client-sdk/disclosure/readRequest';
import { dayOf } from '@veilgrid/protocol/core/days';
import { MAX_CONSENT_DAYS } from '@veilgrid/protocol/disclosure/consent';
import { askedDigest } from '@veilgrid/protocol/disclosure/request';
import { NAMING } from '@veilgrid/protocol/disclosure/subject';
import type { Params } from '@veilgrid/protocol/params';
import type { Command } from 'commander';
import { dayValue, type WalletOptions, walletCommand, wholeNumber } from '../../options.js';
import { quietProver } from '../../proving.js';
import { formatMoney } from '../../terminal/amounts.js';
import { confirm } from '../../terminal/confirm.js';
import { CheckFailed } from '../../terminal/exit.js';
import { writeNew } from '../../terminal/files.js';
import type { Closers } from '../../terminal/interrupt.js';
import { type Output, printed } from '../../terminal/output.js';
import { patiently, patientStage, type Stage } from '../../terminal/patience.js';
import { type OpenWallet, openWallet } from '../../wallets.js';
import { mergeWatch, type WaitOptions, withWait } from '../core/mergeWatch.js';
import { claimText, dayLines } from './claimText.js';
import { requestText } from './requestText.js';
import { readRequestBytes, requestJson } from './show.js';

interface AnswerOptions extends WalletOptions, WaitOptions {
  readonly out: string;
  readonly until?: number;
  readonly position?: number;
  readonly yes?: true;
  readonly memoryLost?: true;
}

export function answerCommand(): Command {
  return withWait(walletCommand('answer', 'answer a request, with a consent where none is given yet'))
    .argument('<request>', 'file that the party gave')
    .requiredOption('--out <file>', 'a new file, sealed to the party')
    .option('--until <date>', 'end of the consent (default: the day after the request expires)', dayValue)
    .option('--position <n>', 'which of several own points', wholeNumber(2 ** 24))
    .option('--memory-lost', 'answer though this wallet answered elsewhere and what it said is lost')
    .option('--yes', 'do not ask: somebody has read the request')
    .action((file: string, options: AnswerOptions) =>
      printed(options, (closers) => answer(file, options, closers)),
    );
}

/** What was given once is given again: after an interruption the same command goes on. */
async function answer(file: string, options: AnswerOptions, closers: Closers): Promise<Output> {
  const bytes = await readRequestBytes(file);
  const open = await openWallet(options, closers, quietProver);
  const { disclosure } = open.wallet;
  const request = await disclosure.readRequest(bytes);
  process.stderr.write(`${requestText(request)}\n`);
  const found = await consentFor(open, request, options.position);
  if (!found && !options.yes)
    await confirm(`Consent to this for the fee of ${formatMoney(open.ctx.genesis.transferFee)}?`);
  const consent = found ?? (await newConsent(open, request, options, closers));
  const sealed = await disclosure.answer(request, {
    consent,
    onPlan: async (plan) => {
      process.stderr.write(`${planText(open.ctx.genesis.params, request, plan)}\n`);
      if (!options.yes) await confirm('Give this answer?');
    },
    onProof: provingStage(closers),
    ...(options.memoryLost && { memoryLost: true }),
  });
  await writeNew(options.out, 'out', sealed);
  return {
    json: {
      answer: options.out,
      consentId: bytesToHex(consent),
      bytes: sealed.length,
      ...requestJson(request),
    },
    text:
      `${options.out}: give it to the party; nobody else can open it. Ask it for a receipt.\n` +
      `The consent ${bytesToHex(consent)} ends by \`veilgrid consent revoke\`.`,
  };
}

function planText(
  params: Params,
  { request }: ReadRequest,
  { answers, gaps, estimated }: AnswerPlan,
): string {
  return [
    'Your answer will say:',
    ...request.questions.map((question, q) => `  ${q + 1}. ${claimText(params, question, answers[q]!)}`),
    ...dayLines(gaps, estimated),
  ].join('\n');
}

const todayOf = async ({ ctx }: Pick<OpenWallet, 'ctx'>) => dayOf(await fetchNow(ctx));

/** That of an answer already given; else an own one that still serves. A name for one request is in its own consent alone. */
async function consentFor(
  open: OpenWallet,
  { request, digest, purpose }: ReadRequest,
  position: number | undefined,
): Promise<Uint8Array | undefined> {
  const { disclosure } = open.wallet;
  const given = await disclosure.answers();
  const same = given.find(({ requestDigest }) => equalBytes(requestDigest, digest));
  if (same && position !== undefined && same.position !== position)
    throw new CheckFailed(`Position ${same.position} has answered this request: it is answered once.`);
  if (same) return same.consentId;
  if (request.naming === NAMING.once) return undefined;
  const [today, asked] = [await todayOf(open), askedDigest(request)];
  const used = (id: Uint8Array) => given.some(({ consentId }) => equalBytes(consentId, id));
  const own = (await disclosure.consents()).find(
    ({ purposeId, revokedAt, from, until, consentId, ...each }) =>
      purposeId === request.purposeId &&
      revokedAt === 0n &&
      from <= today &&
      today < until &&
      equalBytes(each.asked, asked) &&
      (position === undefined || subjectUnder(open.ctx, request, position, each) !== undefined) &&
      (purpose.standing === 1 || !used(consentId)),
  );
  return own?.consentId;
}

async function newConsent(
  open: OpenWallet,
  read: ReadRequest,
  options: AnswerOptions,
  closers: Closers,
): Promise<Uint8Array> {
  const { wallet, ctx } = open;
  const from = await todayOf(open);
  const enough = Math.min(dayOf(read.request.expires) + 1, read.until, from + MAX_CONSENT_DAYS);
  const { until = enough, position } = options;
  await patiently('Reading the chain', closers, wallet.recover());
  const { consentId } = await wallet.disclosure.giveConsent(read, {
    ...{ from, until },
    ...(position !== undefined && { position }),
    ...mergeWatch(ctx, options, closers),
  });
  return consentId;
}

/** How far the proofs of an answer are. */
export function provingStage(closers: Closers): (done: number, of: number) => void {
  let stage: Stage | undefined;
  return (done, of) => {
    if (done > 0) stage?.step();
    else {
      stage?.end();
      stage = patientStage('Proving', of, closers);
      stage.begin();
    }
    if (done === of) stage?.end();
  };
}
