/** `veilgrid flex settle` and `status`: what an own offer came to, and its payment. */
import type { NeedStatement, OfferPayment, OfferStatement } from '@veilgrid/client-sdk';
import { hasBit } from '@veilgrid/protocol/core/bits';
import { fail } from '@veilgrid/protocol/errors';
import type { Command } from 'commander';
import { elementValue, type WalletOptions, walletCommand } from '../../options.js';
import { formatMoney } from '../../terminal/amounts.js';
import { formatDay } from '../../terminal/dates.js';
import { table } from '../../terminal/format.js';
import type { Closers } from '../../terminal/interrupt.js';
import { lines, type Output, printed } from '../../terminal/output.js';
import { openWallet } from '../../wallets.js';
import { type NeedOptions, needNumber, withNeedPosition } from './needOptions.js';
import { cellsJson } from './offer.js';

type StatusOptions = WalletOptions & NeedOptions & { readonly position?: number };
type SettleOptions = StatusOptions & { readonly payKey?: bigint; readonly unproven?: true };

export function settleCommand(): Command {
  return withNeedPosition(
    walletCommand('settle', 'claim the payment of an own offer, or deliver where something was called'),
  )
    .option(
      '--pay-key <n>',
      'owner of the payment, where the leaf names another and is not kept',
      elementValue,
    )
    .option('--unproven', 'without a reading: paid as the worst that could be proven, for good')
    .action((options: SettleOptions) => printed(options, (closers) => settle(options, closers)));
}

async function settle(options: SettleOptions, closers: Closers): Promise<Output> {
  const { wallet, ctx } = await openWallet(options, closers);
  const { position, payKey: payPk, unproven } = options;
  const payment = await wallet.flexibility.settle(needNumber(ctx, options), {
    ...(position !== undefined && { position }),
    ...(payPk !== undefined && { payPk }),
    ...(unproven && { unproven }),
  });
  const json = paymentJson(payment);
  return { json, text: lines(moneyLines(json)) };
}

export function paymentJson({ note, earned, late, offer, accepted }: OfferPayment) {
  return {
    ...{ needId: offer.needId, position: offer.point.position, deposit: offer.deposit },
    ...{ paid: note.value, earned, late, accepted },
  };
}

function moneyLines({ deposit, paid, earned, late }: ReturnType<typeof paymentJson>) {
  return {
    deposit: formatMoney(deposit),
    paid: `${formatMoney(paid)}${late ? ', late' : ''}`,
    earned: formatMoney(earned),
  };
}

export function statusCommand(): Command {
  return withNeedPosition(
    walletCommand('status', 'the own offer of a need: what was accepted, called and paid'),
  ).action((options: StatusOptions) => printed(options, (closers) => status(options, closers)));
}

async function status(options: StatusOptions, closers: Closers): Promise<Output> {
  const { wallet, ctx } = await openWallet(options, closers);
  const { entry, offers } = await wallet.flexibility.statement(needNumber(ctx, options));
  const { position } = options;
  const own = offers.filter(({ offer }) => position === undefined || offer.point.position === position);
  if (own.length === 0) throw fail('ORDER_NOT_FOUND', { field: 'needId' });
  return {
    json: { needId: entry.needId, phase: entry.phase, offers: own.map((one) => statusJson(entry, one)) },
    text: own.map((one) => statusText(entry, one)).join('\n\n'),
  };
}

function statusJson(entry: NeedStatement['entry'], { offer, accepted, payment }: OfferStatement) {
  return {
    position: offer.point.position,
    deposit: offer.deposit,
    periods: cellsJson(entry, offer.cells).map((cell) => ({
      ...cell,
      ...(accepted && { accepted: accepted[cell.period]! }),
      called: hasBit(entry.called, cell.period),
    })),
    ...(payment && { payment: paymentJson(payment) }),
  };
}

function statusText(entry: NeedStatement['entry'], one: OfferStatement): string {
  const { position, deposit, periods, payment } = statusJson(entry, one);
  const rows = periods.map(({ period, up, price, qty, accepted, called }) =>
    [period, up ? 'up' : 'down', price, qty, accepted ?? '-', called ? 'called' : '-'].map(String),
  );
  return [
    `Position ${position}, ${formatDay(entry.day)}, ${entry.phase}`,
    table([['period', 'turn', 'at least', 'Wh', 'accepted Wh', 'call'], ...rows]),
    payment ? lines(moneyLines(payment)) : `deposit ${formatMoney(deposit)}, not paid yet`,
  ].join('\n');
}
