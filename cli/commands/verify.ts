/** `veilgrid verify`: an auditor's replay, which believes neither node nor disk. */
import { createApi } from '@veilgrid/client-sdk';
import { type AuditReport, auditLedger } from '@veilgrid/node';
import { ensure } from '@veilgrid/protocol/errors';
import { type Genesis, genesisHashHex, parseGenesis } from '@veilgrid/protocol/genesis';
import { Command, InvalidArgumentError } from 'commander';
import { CheckFailed } from '../exit.js';
import { type Closers, interruptible } from '../interrupt.js';
import { httpLedger, type LedgerSource, storedLedger } from '../ledgers.js';
import { startProgress } from '../progress.js';

interface VerifyOptions {
  readonly genesisHash: string;
  readonly from?: bigint;
  readonly to?: bigint;
  readonly url?: string;
  readonly data?: string;
  readonly json?: true;
}

export function verifyCommand(): Command {
  return new Command('verify')
    .description('replay a ledger from genesis and check every block, signature and proof')
    .requiredOption('--genesis-hash <hex>', 'SHA-256 of the genesis you trust', hashOption)
    .option('--url <url>', 'read the blocks from a running node')
    .option('--data <dir>', 'read the blocks from the folder of a stopped node')
    .option(
      '--from <height>',
      'check proofs from this block on (what came before is replayed only)',
      heightOption,
    )
    .option('--to <height>', 'check proofs up to this block', heightOption)
    .option('--json', 'print one JSON object')
    .action(async (options: VerifyOptions, command: Command) => {
      if ((options.url === undefined) === (options.data === undefined)) {
        command.error('error: give either --url or --data');
      }
      const report = await interruptible((closers) => verify(options, closers));
      process.stdout.write(options.json ? `${JSON.stringify(asJson(report))}\n` : asText(report));
    });
}

async function verify(options: VerifyOptions, closers: Closers): Promise<AuditReport> {
  const source =
    options.url === undefined
      ? await storedLedger(options.data!, closers)
      : await httpLedger(createApi(options.url));
  const genesis = trusted(source, options.genesisHash);
  const progress = startProgress();
  closers.defer(() => progress.stop());
  progress.stage('Replaying blocks', Number(source.head.height));
  const report = await auditLedger({
    genesis,
    blocks: source.blocks(),
    from: options.from,
    to: options.to,
    onProgress: ({ proofsVerified }) => progress.step(`${proofsVerified} proofs`),
  });
  // A replay of a truncated ledger holds too: the source must stand where its blocks lead.
  const { stateHash, blockHash, height } = source.head;
  if (report.stateHash !== stateHash || report.blockHash !== blockHash || report.height !== height) {
    throw new CheckFailed(
      `the ledger claims height ${height}, state ${stateHash}; its blocks give other ones`,
    );
  }
  return report;
}

/** Everything hangs on the genesis: it comes from the ledger, its hash from the auditor. */
function trusted(source: LedgerSource, hash: string): Genesis {
  const genesis = parseGenesis(source.genesis);
  ensure(genesisHashHex(genesis) === hash, 'GENESIS_INVALID', {
    field: 'genesis-hash',
    reason: `this ledger's genesis is ${genesisHashHex(genesis)}`,
  });
  return genesis;
}

function asJson(report: AuditReport) {
  return { verified: true, ...report, height: Number(report.height), time: Number(report.time) };
}

function asText(report: AuditReport): string {
  const skipped = report.proofsSkipped ? `, ${report.proofsSkipped} outside the range` : '';
  return [
    `Verified ${report.blocks} blocks, ${report.transactions} transactions from genesis.`,
    `Proofs checked: ${report.proofsVerified}${skipped}.`,
    `State ${report.stateHash}`,
    `Block ${report.blockHash}`,
    '',
  ].join('\n');
}

function hashOption(text: string): string {
  if (!/^[0-9a-f]{64}$/.test(text)) throw new InvalidArgumentError('64 lower-case hex digits are needed.');
  return text;
}

function heightOption(text: string): bigint {
  if (!/^[1-9][0-9]{0,14}$/.test(text)) throw new InvalidArgumentError('A block height from 1 on is needed.');
  return BigInt(text);
}
