/** `veilgrid completion`: a shell completes commands and options. */
import { Argument, Command } from 'commander';
import { completionScript, SHELLS, type Shell } from '../terminal/completion.js';

export function completionCommand(): Command {
  return new Command('completion')
    .description('print a completion script: eval "$(veilgrid completion bash)"')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .action((shell: Shell, _options: unknown, command: Command) => {
      process.stdout.write(completionScript(shell, command.parent!));
    });
}
