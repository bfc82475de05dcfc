/** `veilgrid consent`: what a household consented to, and how it ends that. */
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { allItems } from '@veilgrid/client-sdk/client/submit';
import { fetchNow } from '@veilgrid/client-sdk/disclosure/now';
import type { OwnConsent } from '@veilgrid/client-sdk/disclosure/ownConsents';
import { dayOf } from '@veilgrid/protocol/core/days';
import { fail } from '@veilgrid/protocol/errors';
import { Command } from 'commander';
import { dayValue, hashValue, type WalletOptions, walletCommand, wholeNumber } from '../../options.js';
import { formatMoney } from '../../terminal/amounts.js';
import { formatDay, formatTime } from '../../terminal/dates.js';
import { table } from '../../terminal/format.js';
import type { Closers } from '../../terminal/interrupt.js';
import { type Output, printed } from '../../terminal/output.js';
import { openMoney, openWallet } from '../../wallets.js';
import { mergeWatch, type WaitOptions, withWait } from '../core/mergeWatch.js';
import { partyNames } from './purpose.js';
import { requestText } from './requestText.js';
import { readRequestBytes } from './show.js';

interface GiveOptions extends WalletOptions, WaitOptions {
  readonly from?: number;
  readonly until: number;
  readonly position?: number;
}

const POSITION = 2 ** 24;
/** Far above what a wallet ever gives. */
const MAX_INDEX = 2 ** 31 - 1;

export function consentCommands(): Command {
  const consent = new Command('consent').description('who may be answered, until when; ended by one command');
  const list = walletCommand('list', 'all consents that this wallet gave, found by its seed').action(
    (options: WalletOptions) => printed(options, (closers) => listConsents(options, closers)),
  );
  const give = withWait(
    walletCommand('give', 'consent to what a request asks, for the flat fee; `disclose answer` does it too'),
  )
    .argument('<request>', 'file that the party gave')
    .requiredOption('--until <date>', 'YYYY-MM-DD from which on nothing is answered any more', dayValue)
    .option('--from <date>', 'first day on which may be answered (default: today)', dayValue)
    .option('--position <n>', 'which of several own points', wholeNumber(POSITION))
    .action((file: string, options: GiveOptions) =>
      printed(options, (closers) => giveConsent(file, options, closers)),
    );
  const revoke = walletCommand('revoke', 'end a consent: no further answer stands under it')
    .argument('<consent>', 'its number in `consent list`, or its id', consentValue)
    .action((which: number | string, options: WalletOptions) =>
      printed(options, (closers) => revokeConsent(which, options, closers)),
    );
  for (const command of [list, give, revoke]) consent.addCommand(command);
  return consent;
}

function consentValue(text: string): number | string {
  return text.length === 64 ? hashValue(text) : wholeNumber(MAX_INDEX)(text);
}

async function listConsents(options: WalletOptions, closers: Closers): Promise<Output> {
  const { wallet, ctx } = await openWallet(options, closers);
  const consents = await wallet.disclosure.consents();
  // The whole list, as anybody reads it: to ask for one purpose would say which.
  const purposes = await allItems((query) => ctx.api.purposes({ query }));
  const nameOf = await partyNames(ctx);
  const today = dayOf(await fetchNow(ctx));
  const shown = consents.map((own) => ({ own, json: consentJson(own, today) }));
  const rows = shown.map(({ own, json }) => {
    const party = purposes.find(({ purposeId }) => purposeId === own.purposeId)?.partyId;
    const who = party === undefined ? '?' : `${party} ${nameOf(party)}`;
    return [
      String(json.number),
      who,
      String(json.purposeId),
      json.from,
      json.until,
      json.state,
      json.consentId,
    ];
  });
  const heads = ['consent', 'party', 'purpose', 'from', 'until', 'state', 'id'];
  return {
    json: { consents: shown.map(({ json }) => json) },
    text: rows.length === 0 ? 'No consent.' : table([heads, ...rows]),
  };
}

export function consentJson(
  { index, consentId, purposeId, from, until, givenAt, revokedAt }: OwnConsent,
  today: number,
) {
  const state = revokedAt > 0n ? 'revoked' : until <= today ? 'over' : from > today ? 'to come' : 'live';
  return {
    number: index,
    consentId: bytesToHex(consentId),
    purposeId,
    from: formatDay(from),
    until: formatDay(until),
    state,
    given: formatTime(givenAt),
    ...(revokedAt > 0n && { revoked: formatTime(revokedAt) }),
  };
}

async function giveConsent(file: string, options: GiveOptions, closers: Closers): Promise<Output> {
  const bytes = await readRequestBytes(file);
  const { wallet, ctx } = await openMoney(options, closers);
  const request = await wallet.disclosure.readRequest(bytes);
  process.stderr.write(`${requestText(request)}\n`);
  const today = dayOf(await fetchNow(ctx));
  const { from = today, until, position } = options;
  const own = await wallet.disclosure.giveConsent(request, {
    ...{ from, until },
    ...(position !== undefined && { position }),
    ...mergeWatch(ctx, options, closers),
  });
  const json = consentJson(own, today);
  return {
    json,
    text:
      `Consent ${json.number} to purpose ${json.purposeId}, from ${json.from} until ${json.until}, ` +
      `for the fee of ${formatMoney(ctx.genesis.transferFee)}: ${json.consentId}.`,
  };
}

async function revokeConsent(
  which: number | string,
  options: WalletOptions,
  closers: Closers,
): Promise<Output> {
  const { wallet } = await openWallet(options, closers);
  const { disclosure } = wallet;
  const consentId =
    typeof which === 'string'
      ? hexToBytes(which)
      : (await disclosure.consents()).find(({ index }) => index === which)?.consentId;
  if (!consentId) throw fail('CONSENT_UNKNOWN', { field: 'consent', number: which });
  await disclosure.revokeConsent(consentId);
  const id = bytesToHex(consentId);
  return { json: { revoked: id }, text: `Revoked ${id}. What was answered before cannot be taken back.` };
}
