/** `veilgrid recipient key`: by which a party could have made any answer to it, so that answers convince nobody else. */
import { join } from 'node:path';
import { randomBytes } from '@noble/hashes/utils.js';
import { registerRecipientKey } from '@veilgrid/client-sdk';
import { R, reduceWide } from '@veilgrid/protocol/core/crypto/field';
import { recipientKeyOf } from '@veilgrid/protocol/disclosure/recipient';
import { ensure, hasCode } from '@veilgrid/protocol/errors';
import { readRoleKeys } from '@veilgrid/services';
import { Command } from 'commander';
import { openClient } from '../../client.js';
import { type CommonOptions, clientCommand, MAX_U32, wholeNumber } from '../../options.js';
import { startProver } from '../../proving.js';
import { readText, writeNew } from '../../terminal/files.js';
import type { Closers } from '../../terminal/interrupt.js';
import { type Output, printed } from '../../terminal/output.js';

interface KeyOptions extends CommonOptions {
  readonly party: number;
  readonly keys: string;
  readonly out?: string;
}

export function recipientCommands(): Command {
  const recipient = new Command('recipient').description('parties that ask households');
  const key = clientCommand('key', 'make and register the key that answers are designated to (party)')
    .requiredOption('--party <n>', 'whose', wholeNumber(MAX_U32))
    .requiredOption('--keys <dir>', "folder of the party's keys")
    .option(
      '--out <file>',
      'where its secret goes (default: recipient.secret in the folder); it is never printed',
    )
    .action((options: KeyOptions) => printed(options, (closers) => makeKey(options, closers)));
  return recipient.addCommand(key);
}

/** The secret is on disk before its key is on the ledger: what could not be sent goes on with the same one. */
async function makeKey(options: KeyOptions, closers: Closers): Promise<Output> {
  const { party: partyId, keys, out: file = join(keys, 'recipient.secret') } = options;
  const client = await openClient(options);
  const { signKey: secretKey } = await readRoleKeys(keys);
  const v = (await readSecret(file)) ?? (await writeSecret(file));
  const prover = startProver(client.genesis.profile, 1, closers);
  await registerRecipientKey({ ...client, prover }, { partyId, secretKey }, v);
  const recipientKey = recipientKeyOf(client.hasher, v);
  return {
    json: { partyId, recipientKey, secret: file },
    text:
      `Registered the key ${recipientKey} of party ${partyId}.\n` +
      `Its secret is in ${file}. Nothing needs it again: seal it away, offline, and keep it.\n` +
      'Whoever has it can make answers to this party that nobody tells from true ones.',
  };
}

async function readSecret(file: string): Promise<bigint | undefined> {
  try {
    const text = (await readText(file, 'out')).trim();
    const v = /^(0|[1-9][0-9]{0,76})$/.test(text) ? BigInt(text) : R;
    ensure(v < R, 'SECRETS_CORRUPT', { field: 'out', file });
    return v;
  } catch (error) {
    if (hasCode(error, 'NOT_FOUND')) return undefined;
    throw error;
  }
}

async function writeSecret(file: string): Promise<bigint> {
  const v = reduceWide(randomBytes(64));
  await writeNew(file, 'out', `${v}\n`);
  return v;
}
