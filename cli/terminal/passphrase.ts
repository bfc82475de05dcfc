/** A wallet's passphrase: from a file, the environment or the terminal, never from the command line. */
import { ensure } from '@veilgrid/protocol/errors';
import { read } from 'read';
import { Interrupted } from './exit.js';
import { readText } from './files.js';

export interface PassphraseSource {
  readonly passphraseFile?: string;
}

const MIN_LENGTH = 8;

export async function readPassphrase({ passphraseFile }: PassphraseSource): Promise<string> {
  if (passphraseFile !== undefined) {
    return (await readText(passphraseFile, 'passphrase-file')).replace(/\r?\n$/, '');
  }
  return process.env.VEILGRID_PASSPHRASE ?? ask('Passphrase: ');
}

/** For a new wallet: long enough, and typed twice where it is typed. @throws ProtocolError PASSPHRASE_* */
export async function newPassphrase(source: PassphraseSource): Promise<string> {
  const passphrase = await readPassphrase(source);
  ensure(passphrase.length >= MIN_LENGTH, 'PASSPHRASE_SHORT', {
    field: 'passphrase',
    characters: MIN_LENGTH,
  });
  const typed = source.passphraseFile === undefined && process.env.VEILGRID_PASSPHRASE === undefined;
  if (typed) {
    const again = await ask('The same again: ');
    ensure(again === passphrase, 'KEYSTORE_PASSWORD', { field: 'passphrase', reason: 'not the same twice' });
  }
  return passphrase;
}

async function ask(prompt: string): Promise<string> {
  ensure(process.stdin.isTTY === true, 'PASSPHRASE_MISSING', {
    field: 'passphrase',
    remedy: 'set VEILGRID_PASSPHRASE or give --passphrase-file',
  });
  try {
    // The prompt goes to stderr: stdout is for results.
    return await read({ prompt, silent: true, output: process.stderr, terminal: true });
  } catch (error) {
    if (error instanceof Error && error.message === 'canceled') throw new Interrupted('interrupted');
    throw error;
  }
}
