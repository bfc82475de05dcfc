/** Options that several commands share, and how their values are checked. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Verify } from '@veilgrid/client-sdk';
import { parseTimestamp } from '@veilgrid/client-sdk/core/readings/timestamp';
import type { AuthorityRole } from '@veilgrid/protocol/roles';
import { Command, InvalidArgumentError, Option } from 'commander';
import { formatMoney, parseMoney } from './terminal/amounts.js';
import { dayNumber, dayOption } from './terminal/dates.js';

export interface CommonOptions {
  readonly data: string;
  readonly url: string;
  readonly genesisHash?: string;
  readonly json?: true;
}

export interface WalletOptions extends CommonOptions {
  readonly wallet?: string;
  readonly passphraseFile?: string;
  readonly node?: readonly string[];
  readonly verify?: Verify;
}

const DEFAULT_DATA = join(homedir(), '.veilgrid');
export const MAX_U32 = 2 ** 32 - 1;
export const AUTHORITIES: readonly AuthorityRole[] = [
  'dso',
  'supplier',
  'operator',
  'regulator',
  'statistician',
  'issuer',
];

export function dataOption(): Option {
  return new Option('--data <dir>', 'folder of genesis, wallet and role keys')
    .env('VEILGRID_DATA')
    .default(DEFAULT_DATA, '~/.veilgrid');
}

/** A command that asks a node. */
export function clientCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(dataOption())
    .addOption(
      new Option('--url <url>', 'the node to ask')
        .env('VEILGRID_URL')
        .default('http://127.0.0.1:8645')
        .argParser(urlValue),
    )
    .option(
      '--genesis-hash <hex>',
      'the chain you mean; without it the first chain met is trusted and remembered',
      hashValue,
    )
    .option('--json', 'print one JSON object');
}

/** A command of a household: its wallet opens with a passphrase. */
export function walletCommand(name: string, description: string): Command {
  return withWallet(clientCommand(name, description));
}

export function withWallet(command: Command): Command {
  return command
    .option('--wallet <file>', 'encrypted wallet (default: wallet.json in the folder)')
    .option(
      '--passphrase-file <file>',
      'file with the passphrase (default: VEILGRID_PASSPHRASE, else it is asked for)',
    )
    .option(
      '--node <url>',
      'a further node (may be given again): nothing is signed where two nodes show two final blocks of one height',
      (url: string, before: readonly string[] = []) => [...before, urlValue(url)],
    );
}

export function moneyOption(flags: string, about: string, units: bigint): Option {
  return new Option(flags, about).argParser(moneyValue).default(units, formatMoney(units));
}

function check<T>(value: T | undefined, needed: string): T {
  if (value === undefined) throw new InvalidArgumentError(`${needed} is needed.`);
  return value;
}

export const wholeNumber =
  (max: number, min = 0) =>
  (text: string): number => {
    const value = Number(text);
    const fits = /^[0-9]{1,15}$/.test(text) && value >= min && value <= max;
    return check(fits ? value : undefined, `A whole number from ${min} to ${max}`);
  };

/** Signed prices, in 0.01 currency/MWh. */
export const priceValue = (text: string): number =>
  check(/^-?[0-9]{1,8}$/.test(text) ? Number(text) : undefined, 'A whole price in 0.01 currency/MWh');

export const moneyValue = (text: string): bigint =>
  check(parseMoney(text), 'An amount of currency, as 12.50 (up to eight decimals)');

/** Above zero. */
export const amountValue = (text: string): bigint =>
  check(parseMoney(text) || undefined, 'An amount above zero, as 12.50 (up to eight decimals)');

export const dayValue = (text: string): number => dayNumber(dayOption(text));

/** Unix seconds. */
export const timeValue = (text: string): number => {
  const seconds = parseTimestamp(text);
  return check(
    typeof seconds === 'number' ? seconds : undefined,
    'A time with its offset, as 2026-05-01T22:00Z,',
  );
};

export const hashValue = (text: string): string =>
  check(/^[0-9a-f]{64}$/.test(text) ? text : undefined, '64 lower-case hex digits:');

export const elementValue = (text: string): bigint =>
  check(/^(0|[1-9][0-9]{0,76})$/.test(text) ? BigInt(text) : undefined, 'A decimal number');

export const roleValue = (text: string): AuthorityRole =>
  check(
    AUTHORITIES.find((role) => role === text),
    `One of ${AUTHORITIES.join(', ')}`,
  );

const urlValue = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return check(url && /^https?:$/.test(url.protocol) ? text : undefined, 'An http or https address');
};
