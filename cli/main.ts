/** The `veilgrid` command. */
import { Command, CommanderError } from 'commander';
import { completionCommand } from './commands/completion.js';
import { meterCommands } from './commands/core/meter.js';
import { mintCommand, redeemCommand, transferCommand } from './commands/core/money.js';
import { pointCommands } from './commands/core/point.js';
import { roleCommand } from './commands/core/role.js';
import { tariffCommands } from './commands/core/tariff.js';
import { walletCommands } from './commands/core/wallet.js';
import { dataCommand } from './commands/data.js';
import { demoCommand } from './commands/demo.js';
import { auditCommand } from './commands/ledger/audit.js';
import { initCommand } from './commands/ledger/init.js';
import { nodeCommand } from './commands/ledger/node.js';
import { verifyCommand } from './commands/ledger/verify.js';
import { aggregateCommands, invoicesCommand, maskSumCommand } from './commands/market/aggregate.js';
import { auctionCommands } from './commands/market/auction.js';
import { orderCommands } from './commands/market/order.js';
import { billCommand, settleCommand } from './commands/market/settle.js';
import { statusListCommands } from './commands/market/statusList.js';
import { describe, EXIT, Interrupted } from './terminal/exit.js';

const HELP = `
Exit codes: 0 done and every check holds, 1 refused or a check failed, 2 wrong usage, 130 interrupted.
Results go to stdout, progress and errors to stderr. docs/cli.md walks through a whole day.`;

/** By who uses them. */
function groups(): Record<string, Command[]> {
  return {
    'Households:': [
      walletCommands(),
      transferCommand(),
      redeemCommand(),
      orderCommands(),
      meterCommands(),
      settleCommand(),
      billCommand(),
    ],
    'Organisations:': [
      roleCommand(),
      mintCommand(),
      pointCommands(),
      tariffCommands(),
      auctionCommands(),
      statusListCommands(),
      maskSumCommand(),
      invoicesCommand(),
    ],
    'Anybody:': [
      aggregateCommands(),
      verifyCommand(),
      auditCommand(),
      demoCommand(),
      dataCommand(),
      completionCommand(),
    ],
    'Who runs a node:': [initCommand(), nodeCommand()],
  };
}

/** The tree of all commands. */
export function createProgram(): Command {
  const program = new Command('veilgrid')
    .description('A privacy-preserving ledger for electricity distribution')
    .version('0.1.0')
    .addHelpText('afterAll', HELP);
  for (const [group, commands] of Object.entries(groups()))
    for (const command of commands) program.addCommand(command.helpGroup(group));
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
