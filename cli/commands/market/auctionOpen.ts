/** `veilgrid auction open` and `share`: operator, regulator and supplier open a day's auction together. */
import { capOf } from '@veilgrid/protocol/market/auction';
import { MAX_TIERS, SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { draftOf } from '@veilgrid/protocol/request';
import type { AuctionTerms } from '@veilgrid/services';
import { type Command, InvalidArgumentError } from 'commander';
import { type Client, openClient } from '../../client.js';
import { amountValue, clientCommand, priceValue, timeValue, wholeNumber } from '../../options.js';
import { rolesHere } from '../../organisations.js';
import { conclude, type OutOptions, signAs, withOut } from '../../requests.js';
import type { Closers } from '../../terminal/interrupt.js';
import { type Output, printed } from '../../terminal/output.js';
import { readShare, writeShare } from '../core/shares.js';
import { auctionNumber } from './auctionChoice.js';
import { byDay, type DayOptions } from './auctionOptions.js';

const HOUR = 3_600;
/** Hours from the beginning of the traded day: trading ends in the evening before, and all windows are wide enough for a production chain. */
const DEFAULT_TIMES = { gate: -2, release: -1, close: 0, settleFrom: 30, settleEnd: 54, publish: 55 };
type Times = Record<keyof typeof DEFAULT_TIMES, number>;

interface OpenOptions extends DayOptions, OutOptions, Partial<Times> {
  readonly tiers: bigint[];
  readonly floor: number;
  readonly tick: number;
  readonly collateral?: number;
  readonly regulatorShare?: string;
}

interface ShareOptions extends DayOptions, OutOptions {
  readonly out: string;
}

export function openCommand(): Command {
  const command = withOut(
    byDay(clientCommand('open', "open a day's auction (operator, regulator and supplier)")),
  )
    .requiredOption('--tiers <amounts>', 'deposits an order may leave, ascending: 15,30,60', tiersValue)
    .option('--floor <price>', 'lowest price', priceValue, 0)
    .option('--tick <price>', 'step from level to level', wholeNumber(65_535, 1), 1)
    .option(
      '--collateral <price>',
      'what a sale is covered by (default: the least that is possible)',
      priceValue,
    )
    .option('--regulator-share <file>', "the regulator's half of the key, as its `auction share` wrote it");
  for (const name of Object.keys(DEFAULT_TIMES)) {
    const flag = name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
    const hours = DEFAULT_TIMES[name as keyof Times];
    command.option(`--${flag} <time>`, `(default: ${hours} h from the day's beginning, UTC)`, timeValue);
  }
  return command.action((options: OpenOptions) => printed(options, (closers) => open(options, closers)));
}

async function open(options: OpenOptions, closers: Closers): Promise<Output> {
  const client = await openClient(options);
  const terms = await termsOf(client, options);
  const roles = rolesHere(client, options, closers);
  const { operator, coSigner } = await roles('operator');
  const auctionId = auctionNumber(client, options);
  const share = options.regulatorShare
    ? await readShare(options.regulatorShare, 'regulator-share')
    : await (await roles('regulator')).regulator!.share(auctionId);
  const fields = await operator!.opening(terms, share);
  const draft = await draftOf(client.api, 'openAuction', fields, options.sequence);
  const request = await signAs(client.genesis, { draft, signatures: [] }, { coSigner });
  const { json, text } = await conclude(client, request, options, roles);
  return { json: { ...Object(json), auctionId }, text: `Auction ${auctionId}. ${text}` };
}

/** The regulator's half of the key: its secret stays in the regulator's folder. */
export function shareCommand(): Command {
  return byDay(
    clientCommand('share', "the regulator's half of an auction's key, for the operator (regulator)"),
  )
    .requiredOption('--out <file>', 'where to write it')
    .action((options: ShareOptions) =>
      printed(options, async (closers) => {
        const client = await openClient(options);
        const { regulator } = await rolesHere(client, options, closers)('regulator');
        await writeShare(options.out, await regulator!.share(auctionNumber(client, options)));
        return { json: { share: options.out }, text: `${options.out}: give it to the operator.` };
      }),
    );
}

async function termsOf({ api }: Client, options: OpenOptions): Promise<AuctionTerms> {
  const { zone, tariff: tariffId, day, floor, tick, tiers } = options;
  const times = Object.entries(DEFAULT_TIMES).map(([name, hours]) => {
    const given = options[name as keyof Times];
    return [name, BigInt(given ?? day * SECONDS_PER_DAY + hours * HOUR)];
  });
  const { importPrice, discount } = await api.tariff({ params: { tariffId, day } });
  const cap = Number(capOf({ floor: BigInt(floor), tick: BigInt(tick) }));
  const least = Math.max(cap, ...importPrice.map((price, k) => price + discount[k]!));
  const collateral = options.collateral ?? least;
  return {
    ...{ zone, tariffId, day, floor, tick, collateral, tiers },
    ...(Object.fromEntries(times) as Record<keyof Times, bigint>),
  };
}

function tiersValue(text: string): bigint[] {
  const tiers = text.split(',').map(amountValue);
  const ascending = tiers.every((tier, i) => i === 0 || tier > tiers[i - 1]!);
  if (tiers.length > MAX_TIERS || !ascending) {
    throw new InvalidArgumentError(`1 to ${MAX_TIERS} amounts in ascending order are needed.`);
  }
  return tiers;
}
