/** `veilgrid verify figures`: what A and B have opened, over how many, and under which rule, computed again. */
import { audit } from '@veilgrid/client-sdk/auditor/index';
import { countsFrom } from '@veilgrid/protocol/core/groups/words';
import { toJson } from '@veilgrid/protocol/routes';
import { Command } from 'commander';
import { type LedgerOptions, openLedger } from '../../ledgers.js';
import { table } from '../../terminal/format.js';
import { type Closers, interruptible } from '../../terminal/interrupt.js';
import { startProgress } from '../../terminal/progress.js';

interface FiguresOptions extends LedgerOptions {
  readonly json?: true;
}

/** Stands under `verify`, whose options name the chain. */
export function figuresCommand(): Command {
  return new Command('figures')
    .description('recompute every opened sum: over how many, which words show both sides and which their net')
    .action(async (_own: object, command: Command) => {
      const options = command.optsWithGlobals<FiguresOptions>();
      const figures = await interruptible((closers) => figuresOf(options, closers));
      process.stdout.write(options.json ? `${toJson({ verified: true, figures })}\n` : asText(figures));
    });
}

/** How one word of a set is shown, and the counts that say so, less open settlements. */
interface WordFigure {
  readonly word: number;
  readonly shows: 'both' | 'net';
  readonly importers: number;
  readonly exporters: number;
}

/** @throws ProtocolError where the ledger breaks a rule */
async function figuresOf(options: FiguresOptions, closers: Closers) {
  const { source, genesis } = await openLedger(options, closers);
  const progress = startProgress();
  closers.defer(() => progress.stop());
  progress.stage('Recomputing figures', Number(source.head.height));
  const { books } = await audit({
    genesis,
    blocks: source.blocks(),
    onProgress: ({ proofs }) => progress.step(`${proofs} proofs`),
  });
  return [...books.groups.values()].flatMap(({ id, rules, day, zone, open, counts: lanes }) => {
    const sum = books.sums.get(id);
    if (!sum || !lanes || rules !== 'settlements') return [];
    const counts = countsFrom(genesis.params, lanes);
    const words = counts.exports.map((exporters, word): WordFigure => {
      const shows = (sum.words.both >> word) & 1 ? 'both' : 'net';
      const importers = counts.imports[Math.floor(word / 2)]! - open;
      return { word, shows, importers, exporters: exporters - open };
    });
    return [
      {
        group: id,
        zone,
        day,
        auctions: sum.auctions,
        members: sum.members,
        active: counts.active - open,
        words,
      },
    ];
  });
}

function asText(figures: Awaited<ReturnType<typeof figuresOf>>): string {
  const sets = figures.map(({ day, zone, auctions, members, active, words }) => {
    const rows = words.map((w) => [w.word, w.shows, w.importers, w.exporters].map(String));
    const date = new Date(day * 86_400_000).toISOString().slice(0, 10);
    return [
      `Zone ${zone}, ${date}: ${members} settlements of ${auctions.length} auctions, ${active} active besides open ones.`,
      table([['word', 'shows', 'import', 'export'], ...rows]),
    ].join('\n');
  });
  const rule = 'Both sides of three hours are shown where ten or more fill each of them, else their net.';
  return `${[...sets, figures.length === 0 ? 'No sum is open.' : rule].join('\n\n')}\n`;
}
