/** `veilgrid disclose watch`: standing consents of a household, answered unattended, and receipts that must come back. */
import { bytesToHex } from '@noble/hashes/utils.js';
import type { GivenAnswer } from '@veilgrid/client-sdk/disclosure/memory';
import { fetchNow } from '@veilgrid/client-sdk/disclosure/now';
import { ensureReceipts } from '@veilgrid/client-sdk/disclosure/ownReceipts';
import { hasCode, type ProtocolError } from '@veilgrid/protocol/errors';
import { toJson } from '@veilgrid/protocol/routes';
import type { Command } from 'commander';
import { type WalletOptions, walletCommand } from '../../options.js';
import { quietProver } from '../../proving.js';
import { formatTime } from '../../terminal/dates.js';
import { CheckFailed, describe } from '../../terminal/exit.js';
import { type Closers, interruptible } from '../../terminal/interrupt.js';
import { type OpenWallet, openWallet } from '../../wallets.js';
import { provingStage } from './answer.js';
import { type Household, type StandingReports, StandingWatch } from './standingWatch.js';

interface WatchOptions extends WalletOptions {
  readonly once?: true;
}

const PAUSE_MS = 5_000;

export function watchCommand(): Command {
  return walletCommand(
    'watch',
    'answer standing consents by itself, and look for receipts; Ctrl-C loses nothing',
  )
    .argument(
      '<dir>',
      'folder: of each NAME.request an answer NAME.answer is written; receipts stand there as NAME.receipt',
    )
    .option('--once', 'do what is there now and end, instead of waiting for more')
    .action((dir: string, options: WatchOptions) =>
      interruptible((closers, signal) => watch(dir, options, closers, signal)),
    );
}

async function watch(
  dir: string,
  options: WatchOptions,
  closers: Closers,
  signal: AbortSignal,
): Promise<void> {
  const open = await openWallet(options, closers, quietProver);
  const standing = new StandingWatch(dir, householdOf(open, closers), reportsOf(options));
  for (;;) {
    await standing.round(Date.now() / 1_000);
    if (options.once) break;
    await pause(signal);
  }
  if (standing.failed) throw new CheckFailed('Not everything could be done.');
}

function householdOf({ wallet: { disclosure }, store, ctx }: OpenWallet, closers: Closers): Household {
  return {
    answerStanding: (requests) => disclosure.answerStanding(requests, provingStage(closers)),
    receipt: (signed, proof) => disclosure.receipt(signed, proof),
    async missing() {
      const now = await fetchNow(ctx);
      const missing: GivenAnswer[] = [];
      for (const answer of await disclosure.answers()) {
        try {
          await ensureReceipts(store, [answer], now);
        } catch (error) {
          if (!hasCode(error, 'RECEIPT_MISSING')) throw error;
          missing.push(answer);
        }
      }
      return missing;
    },
  };
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PAUSE_MS);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}

function reportsOf({ json }: WatchOptions): StandingReports {
  const say = (line: Record<string, unknown>, text: string) =>
    process.stdout.write(json ? `${toJson(line)}\n` : `${text}\n`);
  return {
    answered: (request, answer, partyId) =>
      say(
        { event: 'answered', request, answer, partyId },
        `${request}: answered to party ${partyId}, ${answer}`,
      ),
    receipt: (receipt, state) => say({ event: 'receipt', receipt, state }, `${receipt}: ${state}`),
    missing({ partyId, purposeId, time, answerDigest }) {
      const digest = bytesToHex(answerDigest);
      say(
        { event: 'missing', partyId, purposeId, answerDigest: digest, answered: formatTime(time) },
        `Party ${partyId} has not shown the receipt of the answer of ${formatTime(time)}: nothing more is answered there.`,
      );
    },
    failed(name, error: ProtocolError) {
      process.stderr.write(`${name}: ${describe(error)} (tried again later)\n`);
      if (json)
        process.stdout.write(`${toJson({ event: 'failed', name, code: error.code, ...error.data })}\n`);
    },
  };
}
