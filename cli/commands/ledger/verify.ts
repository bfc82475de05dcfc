/** `veilgrid verify`: an auditor's replay, which believes neither node nor disk. */
import type { ReplayReport } from '@veilgrid/node';
import { type Command, InvalidArgumentError } from 'commander';
import { type LedgerOptions, ledgerCommand, openLedger } from '../../ledgers.js';
import { CheckFailed } from '../../terminal/exit.js';
import { type Closers, interruptible } from '../../terminal/interrupt.js';
import { startProgress } from '../../terminal/progress.js';
import { evidenceCommand } from './evidence.js';
import { figuresCommand } from './figures.js';

interface VerifyOptions extends LedgerOptions {
  readonly from?: bigint;
  readonly to?: bigint;
  readonly seal?: true;
  readonly keys?: string;
  readonly json?: true;
}

export function verifyCommand(): Command {
  return ledgerCommand('verify', 'replay a ledger from genesis and check every block, signature and proof')
    .addCommand(evidenceCommand())
    .addCommand(figuresCommand())
    .option(
      '--from <height>',
      'check proofs from this block on (what came before is replayed only)',
      heightOption,
    )
    .option('--to <height>', 'check proofs up to this block', heightOption)
    .option(
      '--seal',
      "of a folder that holds: take it as it is, with the node's own files made where missing",
    )
    .option('--keys <dir>', "folder of the node's store.key and last.signed (default: that of --data)")
    .hook('preAction', (command) => {
      const { data, from, to, seal, keys } = command.opts<VerifyOptions>();
      if (seal && (data === undefined || from !== undefined || to !== undefined)) {
        command.error('error: --seal takes --data, and every proof');
      }
      if (keys !== undefined && !seal) command.error('error: --keys goes with --seal');
    })
    .action(async (options: VerifyOptions) => {
      const report = await interruptible((closers) => verify(options, closers));
      process.stdout.write(options.json ? `${JSON.stringify(asJson(report))}\n` : asText(report));
    });
}

async function verify(options: VerifyOptions, closers: Closers): Promise<ReplayReport> {
  const { source, genesis } = await openLedger(options, closers);
  const progress = startProgress();
  closers.defer(() => progress.stop());
  progress.stage('Replaying blocks', Number(source.head.height));
  const { replayLedger } = await import('@veilgrid/node');
  const report = await replayLedger({
    genesis,
    blocks: source.blocks(),
    from: options.from,
    to: options.to,
    records: source.store?.records(),
    onProgress: ({ proofsVerified }) => progress.step(`${proofsVerified} proofs`),
  });
  // A replay of a truncated ledger holds too: the source must stand where its blocks lead.
  const { stateHash, blockHash, height } = source.head;
  if (report.stateHash !== stateHash || report.blockHash !== blockHash || report.height !== height) {
    throw new CheckFailed(
      `the ledger claims height ${height}, state ${stateHash}; its blocks give other ones`,
    );
  }
  if (options.seal) await source.store!.reseal(options.keys ?? options.data!);
  return report;
}

function asJson(report: ReplayReport) {
  return { verified: true, ...report, height: Number(report.height), time: Number(report.time) };
}

function asText(report: ReplayReport): string {
  const skipped = report.proofsSkipped ? `, ${report.proofsSkipped} outside the range` : '';
  return [
    `Verified ${report.blocks} blocks, ${report.transactions} transactions from genesis.`,
    `Proofs checked: ${report.proofsVerified}${skipped}.`,
    `State ${report.stateHash}`,
    `Block ${report.blockHash}`,
    '',
  ].join('\n');
}

function heightOption(text: string): bigint {
  if (!/^[1-9][0-9]{0,14}$/.test(text)) throw new InvalidArgumentError('A block height from 1 on is needed.');
  return BigInt(text);
}
