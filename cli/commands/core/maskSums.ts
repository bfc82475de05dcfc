/** Sums of masks, whatever the group is of; and `veilgrid forget-keys`. */
import { AGGREGATOR_ROLE, type Aggregator } from '@veilgrid/protocol/roles';
import { type Command, InvalidArgumentError } from 'commander';
import { type Client, openClient } from '../../client.js';
import { type CommonOptions, clientCommand } from '../../options.js';
import { rolesHere } from '../../organisations.js';
import type { Closers } from '../../terminal/interrupt.js';
import { type Output, printed } from '../../terminal/output.js';

interface MaskSumOptions extends CommonOptions {
  readonly role: Aggregator;
  readonly few?: boolean;
  readonly restored?: boolean;
  readonly confirmedBy?: Aggregator;
}

/** A group that its module's options name, as the node tells it. */
interface NamedGroup {
  readonly id: bigint;
  readonly settlements: number;
  readonly maskSums: Readonly<Record<Aggregator, { readonly batch: number }>>;
}

type ForgetOptions = CommonOptions & { readonly role: Aggregator };

/** @param find asks for the group that the options name */
export function maskSumsOf<O>(
  command: Command,
  find: (client: Client, options: CommonOptions & O) => Promise<NamedGroup>,
): Command {
  return command
    .requiredOption('--role <A|B>', 'which half', aggregatorValue)
    .option('--few', 'a person has looked: fewer than half of the orders settled, and nobody was shut out')
    .option('--restored', 'a person says: this folder is an old copy, and does not know what it signed since')
    .option(
      '--confirmed-by <A|B>',
      "after a restore: sign what the other half's signature on the chain confirms",
      aggregatorValue,
    )
    .action((options: MaskSumOptions & O) =>
      printed(options, async (closers) => {
        const client = await openClient(options);
        return sumMasks(client, await find(client, options), options, closers);
      }),
    );
}

async function sumMasks(
  client: Client,
  { id, settlements, maskSums }: NamedGroup,
  options: MaskSumOptions,
  closers: Closers,
): Promise<Output> {
  const batches = Math.ceil(settlements / client.genesis.params.maskN) - maskSums[options.role].batch;
  const roles = rolesHere(client, options, closers, Math.max(1, batches));
  const { maskSummer } = await roles(AGGREGATOR_ROLE[options.role]);
  const { few, restored, confirmedBy } = options;
  const state = await maskSummer!.sumMasks(id, { few, restored, confirmedBy });
  const forgotten = await maskSummer!.forgetKeys();
  const over = `of ${options.role} over ${settlements} settlements`;
  const said =
    state === 'opened'
      ? `The sum ${over} is proven and open.`
      : `The count ${over} is open; the rest follows once the other half's is, and those of earlier days.`;
  return {
    json: { role: options.role, settlements, state, forgotten },
    text: forgotten > 0 ? `${said}\n${keysGone(options.role, forgotten)}` : said,
  };
}

const keysGone = (role: Aggregator, count: number) =>
  `Keys of ${role} that nothing needs any more: ${count} deleted.`;

/** By itself `masksum` does so for each day; this is for whoever has no day to sum. */
export function forgetKeysCommand(): Command {
  return clientCommand('forget-keys', 'delete keys of former points that nothing needs any more (A: DSO, B)')
    .requiredOption('--role <A|B>', 'which half', aggregatorValue)
    .action((options: ForgetOptions) =>
      printed(options, async (closers) => {
        const client = await openClient(options);
        const { maskSummer } = await rolesHere(client, options, closers)(AGGREGATOR_ROLE[options.role]);
        const forgotten = await maskSummer!.forgetKeys();
        return { json: { role: options.role, forgotten }, text: keysGone(options.role, forgotten) };
      }),
    );
}

function aggregatorValue(text: string): Aggregator {
  if (text !== 'A' && text !== 'B') throw new InvalidArgumentError('A or B is needed.');
  return text;
}
