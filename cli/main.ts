/** The `veilgrid` command. */
import { Command, CommanderError } from 'commander';
import { auditCommand } from './commands/audit.js';
import { dataCommand } from './commands/data.js';
import { demoCommand } from './commands/demo.js';
import { nodeCommand } from './commands/node.js';
import { verifyCommand } from './commands/verify.js';
import { describe, EXIT, Interrupted } from './exit.js';

const HELP = `
Exit codes: 0 done and every check holds, 1 refused or a check failed, 2 wrong usage, 130 interrupted.
Results go to stdout, progress and errors to stderr.`;

/** @returns the exit code */
export async function main(argv: readonly string[]): Promise<number> {
  const program = new Command('veilgrid')
    .description('A privacy-preserving ledger for electricity distribution')
    .version('0.1.0')
    .addHelpText('afterAll', HELP);
  for (const command of [demoCommand(), dataCommand(), nodeCommand(), verifyCommand(), auditCommand()])
    program.addCommand(command);
  overrideExit(program);
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
