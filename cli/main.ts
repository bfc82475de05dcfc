/** The `veilgrid` command. */
import { Command, CommanderError } from 'commander';
import { completionCommand } from './commands/completion.js';
import { coreCommands } from './commands/core/commands.js';
import { dataCommand } from './commands/data.js';
import { demoCommand } from './commands/demo.js';
import { disclosureCommands } from './commands/disclosure/commands.js';
import { flexibilityCommands } from './commands/flexibility/commands.js';
import { ledgerCommands } from './commands/ledger/commands.js';
import { marketCommands } from './commands/market/commands.js';
import { type RoomCommands, underHeadings } from './headings.js';
import { describe, EXIT, Interrupted } from './terminal/exit.js';

const HELP = `
Exit codes: 0 done and every check holds, 1 refused or a check failed, 2 wrong usage, 130 interrupted.
Results go to stdout, progress and errors to stderr. docs/cli.md walks through a whole day.`;

/** The table of all commands: a line for each room, and one for what stands on all of them. */
function rooms(): RoomCommands[] {
  return [
    coreCommands(),
    marketCommands(),
    flexibilityCommands(),
    disclosureCommands(),
    ledgerCommands(),
    { anybody: [demoCommand(), dataCommand(), completionCommand()] },
  ];
}

/** The tree of all commands. */
export function createProgram(): Command {
  const program = new Command('veilgrid')
    .description('A privacy-preserving ledger for electricity distribution')
    .version('0.1.0')
    .addHelpText('afterAll', HELP);
  for (const command of underHeadings(rooms())) program.addCommand(command);
  overrideExit(program);
  return program;
}

/** @returns the exit code */
export async function main(argv: readonly string[]): Promise<number> {
  const program = createProgram();
  try {
    await program.parseAsync(argv);
    return EXIT.ok;
  } catch (error) {
    // commander has already written its own message; help and version are no errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (error instanceof Interrupted) {
      process.stderr.write('interrupted\n');
      return EXIT.interrupted;
    }
    process.stderr.write(`${describe(error)}\n`);
    return EXIT.refused;
  }
}

/** commander must throw, in subcommands too, so that everything is closed before the process ends. */
function overrideExit(command: Command): void {
  command.exitOverride();
  command.commands.forEach(overrideExit);
}
