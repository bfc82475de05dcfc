/** How a command names an auction, and a household's part in it. */
import type { Command } from 'commander';
import { dayValue, elementValue, MAX_U32, wholeNumber } from '../../options.js';

/** Zone, tariff and day name an auction. */
export interface DayOptions {
  readonly zone: number;
  readonly tariff: number;
  readonly day: number;
}

/** So does its number. */
export type AuctionOptions = Omit<DayOptions, 'day'> & { readonly day?: number; readonly auction?: bigint };

/** An auction that is not there yet. */
export function byDay(command: Command): Command {
  return withGroup(command.requiredOption('--day <date>', 'traded day: YYYY-MM-DD', dayValue));
}

function withGroup(command: Command): Command {
  return command
    .option('--zone <n>', 'zone of the auction', wholeNumber(MAX_U32), 1)
    .option('--tariff <n>', 'tariff of the auction', wholeNumber(MAX_U32), 1);
}

export function withAuction(command: Command): Command {
  return withGroup(command)
    .option('--auction <id>', 'auction, by its number', elementValue)
    .option('--day <date>', 'auction, by its day: YYYY-MM-DD', dayValue)
    .hook('preAction', (called) => {
      const { auction, day } = called.opts<AuctionOptions>();
      if ((auction === undefined) === (day === undefined))
        called.error('error: give either --day or --auction');
    });
}

/** A household with several points says which of them it means. */
export function withPosition(command: Command): Command {
  return withAuction(command).option('--position <n>', 'which of several own points', wholeNumber(2 ** 24));
}
