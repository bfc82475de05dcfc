/** The command line of a bench. */
import { parseArgs } from 'node:util';

/** What every bench takes. */
export const FLAGS = {
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** `more` holds the lines of options that only this bench has. */
export const usageOf = (bench: string, text: string, more = '') => `npm run -s bench:${bench} -- [options]

${text}

${more}  --json            print the rows as one JSON array: name, value, unit, peerName, peer, ratio
  --help            this text
`;

/** What `read` makes of the command line; --help, and what `read` refuses, end the process with the usage. */
export function readOptions<Values extends { readonly help: boolean }>(
  usage: string,
  read: () => Values,
): Values {
  try {
    const values = read();
    if (!values.help) return values;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}`);
    process.exit(2);
  }
  process.stdout.write(usage);
  process.exit(0);
}

/** The command line of a bench without options of its own. */
export const wantsJson = (usage: string): boolean =>
  readOptions(usage, () => parseArgs({ options: FLAGS }).values).json;
