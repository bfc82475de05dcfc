/** `veilgrid wallet`: a household's keys, from 24 words, in a file under a passphrase. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  deriveKeys,
  encodeAddress,
  entropyOf,
  newPhrase,
  sealKeystore,
  seedOf,
  type WalletKeys,
  writeKeystore,
} from '@veilgrid/client-sdk';
import { createHasher } from '@veilgrid/wasm-core';
import { Command } from 'commander';
import { dataOption, type WalletOptions, walletCommand, withWallet } from '../../options.js';
import { formatMoney } from '../../terminal/amounts.js';
import { lines, type Output, printed } from '../../terminal/output.js';
import { newPassphrase } from '../../terminal/passphrase.js';
import { readWords } from '../../terminal/words.js';
import { openKeys, openMoney, openPhrase, walletFile } from '../../wallets.js';

interface ShowOptions extends WalletOptions {
  readonly words?: true;
}

export function walletCommands(): Command {
  const wallet = new Command('wallet').description('keys and money of a household');
  wallet.addCommand(
    offline('new', 'make a wallet, and print its 24 words this once').action((options: WalletOptions) =>
      printed(options, () => create(options)),
    ),
  );
  wallet.addCommand(
    offline(
      'recover',
      'make the wallet file anew from the 24 words, read from the terminal or from stdin',
    ).action((options: WalletOptions) => printed(options, () => recover(options))),
  );
  wallet.addCommand(
    offline('show', 'public keys of the wallet')
      .option('--words', 'print the 24 words: whoever reads them has the money')
      .action((options: ShowOptions) => printed(options, () => show(options))),
  );
  wallet.addCommand(
    offline('address', 'where others send money').action((options: WalletOptions) =>
      printed(options, async () => {
        const address = addressOf(await openKeys(options, await createHasher()));
        return { json: { address }, text: address };
      }),
    ),
  );
  wallet.addCommand(
    walletCommand(
      'balance',
      'money of the wallet, note by note, found on the chain by its keys alone',
    ).action((options: WalletOptions) =>
      printed(options, async (closers) => {
        const { notes } = (await openMoney(options, closers)).wallet;
        const ready = new Set(notes.ready.map(({ cm }) => cm));
        const until = notes.readyBy && new Date(Number(notes.readyBy) * 1000).toISOString();
        return {
          json: {
            balance: notes.balance,
            notes: notes.unspent.map(({ value }) => value),
            ...(notes.readyBy && { waiting: notes.unspent.length - ready.size, readyBy: notes.readyBy }),
          },
          text: [
            `Balance ${formatMoney(notes.balance)}`,
            ...notes.unspent.map(
              ({ cm, value }) =>
                `  note ${formatMoney(value)}${ready.has(cm) ? '' : `, to be spent from ${until} on at the latest`}`,
            ),
          ].join('\n'),
        };
      }),
    ),
  );
  return wallet;
}

function offline(name: string, description: string): Command {
  const command = new Command(name).description(description).addOption(dataOption());
  return withWallet(command).option('--json', 'print one JSON object');
}

async function create(options: WalletOptions): Promise<Output> {
  const words = newPhrase();
  const { address, file } = await seal(options, words);
  return {
    json: { address, wallet: file, words },
    text: [
      words,
      '',
      'Write these 24 words down, on paper, now: they are shown this once, and without them a lost file',
      'or passphrase is lost money.',
      '',
      lines({ address, wallet: file }),
    ].join('\n'),
  };
}

async function recover(options: WalletOptions): Promise<Output> {
  const { address, file } = await seal(options, await readWords());
  return { json: { address, wallet: file }, text: lines({ address, wallet: file }) };
}

/** @throws ProtocolError SEED_INVALID, KEYSTORE_EXISTS, PASSPHRASE_* */
async function seal(options: WalletOptions, words: string): Promise<{ address: string; file: string }> {
  const entropy = entropyOf(words);
  const file = walletFile(options);
  const keystore = await sealKeystore(entropy, await newPassphrase(options));
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeKeystore(file, keystore);
  return { address: addressOf(deriveKeys(await createHasher(), await seedOf(words))), file };
}

async function show(options: ShowOptions): Promise<Output> {
  const words = await openPhrase(options);
  const keys = deriveKeys(await createHasher(), await seedOf(words));
  const json = {
    address: addressOf(keys),
    ownerPk: keys.ownerPk,
    signPk: Buffer.from(keys.signPk).toString('hex'),
    wallet: walletFile(options),
    ...(options.words && { words }),
  };
  return { json, text: lines(json) };
}

function addressOf({ ownerPk, encPk }: WalletKeys): string {
  return encodeAddress({ ownerPk, encPk });
}
