/** `veilgrid audit`: the ledger's rules computed a second time, by code that no node runs. */
import { isDeepStrictEqual } from 'node:util';
import { createApi } from '@veilgrid/client-sdk';
import { audit, type Books } from '@veilgrid/client-sdk/auditor/index';
import { type Api, toJson } from '@veilgrid/protocol/routes';
import type { Command } from 'commander';
import { type LedgerOptions, ledgerCommand, openLedger } from '../../ledgers.js';
import { CheckFailed } from '../../terminal/exit.js';
import { type Closers, interruptible } from '../../terminal/interrupt.js';
import { startProgress } from '../../terminal/progress.js';
import { auditedSupply } from './auditedSupply.js';

interface AuditOptions extends LedgerOptions {
  readonly json?: true;
}

export function auditCommand(): Command {
  const about = "recompute a ledger by the auditor's own rules, and compare what a running node says of it";
  return ledgerCommand('audit', about).action(async (options: AuditOptions) => {
    const report = await interruptible((closers) => run(options, closers));
    process.stdout.write(options.json ? `${toJson(report)}\n` : asText(report));
  });
}

type Report = Awaited<ReturnType<typeof run>>;

async function run(options: AuditOptions, closers: Closers) {
  const { source, genesis } = await openLedger(options, closers);
  const progress = startProgress();
  closers.defer(() => progress.stop());
  progress.stage('Auditing blocks', Number(source.head.height));
  const { books, ...counts } = await audit({
    genesis,
    blocks: source.blocks(),
    onProgress: ({ proofs }) => progress.step(`${proofs} proofs`),
  });
  const blockHash = Buffer.from(books.head.hash).toString('hex');
  // An audit of a truncated ledger holds too: the source must stand where its blocks lead.
  const same = blockHash === source.head.blockHash && books.head.height === source.head.height;
  if (!same)
    throw new CheckFailed(`the ledger claims block ${source.head.blockHash}, its blocks end in another`);
  if (options.url !== undefined) await compare(createApi(options.url), books);
  return {
    audited: true,
    ...counts,
    blockHash,
    supply: auditedSupply(books),
    auctions: books.auctions.size,
    needs: books.needs.size,
  };
}

/** What the node answers to others must be what its blocks say, unless it has new ones by now. */
async function compare(api: Api, books: Books): Promise<void> {
  const claims = [
    { of: 'money', said: (await api.supply({})) as unknown, computed: auditedSupply(books) as unknown },
  ];
  for (const { id, published } of books.auctions.values()) {
    if (!published) continue;
    const { money, held: heldLeft, supplierShare, dsoShare, deposits, auctions, members } = published;
    const computed = { auctions, members, ...money, deposits, dsoShare, supplierShare, heldLeft };
    // The energy stands in the log, whose root every block names.
    const answer = await api.aggregate({ params: { auctionId: id } });
    const said = Object.fromEntries(
      Object.keys(computed).map((name) => [name, answer[name as keyof typeof computed]]),
    );
    claims.push({ of: `auction ${id}`, said, computed });
  }
  for (const { id, published } of books.needs.values()) {
    if (!published) continue;
    const { buyerShare: _, forfeitRest: __, held: ___, ...computed } = published;
    const answer = await api.needSums({ params: { needId: id } });
    const said = Object.fromEntries(
      Object.keys(computed).map((name) => [name, answer[name as keyof typeof computed]]),
    );
    claims.push({ of: `need ${id}`, said, computed });
  }
  if ((await api.status({})).height !== books.head.height) return;
  for (const { of, said, computed } of claims) {
    if (!isDeepStrictEqual(said, computed)) {
      throw new CheckFailed(`of ${of} the node says ${toJson(said)}, its blocks ${toJson(computed)}`);
    }
  }
}

function asText({ blocks, transactions, proofs, auctions, needs, supply, blockHash }: Report): string {
  return [
    `Recomputed ${blocks} blocks, ${transactions} transactions, ${auctions} auctions, ${needs} needs; proofs checked: ${proofs}.`,
    `Money issued ${supply.minted}: notes ${supply.notes}, deposits ${supply.locked}, bonds ${supply.bonds},`,
    `accounts ${Object.values(supply.accounts).reduce((a, b) => a + b, supply.parties)}, redeemed ${supply.redeemed}.`,
    `Block ${blockHash}`,
    '',
  ].join('\n');
}
