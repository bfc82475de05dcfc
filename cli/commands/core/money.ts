/** `veilgrid mint`, `transfer` and `redeem`: money onto the ledger, from hand to hand, and off it. */
import { decodeAddress } from '@veilgrid/client-sdk';
import { parseSlip } from '@veilgrid/protocol/core/money/slipFile';
import { ensure } from '@veilgrid/protocol/errors';
import { type AccountRole, type AuthorityRole, FIRST_PARTY } from '@veilgrid/protocol/roles';
import {
  mintAccount,
  mintNote,
  PartySigner,
  type RoleSigner,
  readRoleKeys,
  redeem,
} from '@veilgrid/services';
import { type Command, InvalidArgumentError } from 'commander';
import { openClient } from '../../client.js';
import {
  amountValue,
  clientCommand,
  MAX_U32,
  roleValue,
  type WalletOptions,
  walletCommand,
  wholeNumber,
} from '../../options.js';
import { type RoleOptions, rolesHere } from '../../organisations.js';
import { formatMoney } from '../../terminal/amounts.js';
import { readJson } from '../../terminal/files.js';
import type { Closers } from '../../terminal/interrupt.js';
import { type Output, printed } from '../../terminal/output.js';
import { openMoney } from '../../wallets.js';
import { mergeWatch, type WaitOptions, withWait } from './mergeWatch.js';
import { slipReferenceHex } from './slip.js';

interface MintOptions extends RoleOptions {
  readonly slip?: string;
  readonly account?: AccountRole | number;
  readonly amount: bigint;
}

interface TransferOptions extends WalletOptions, WaitOptions {
  readonly to: string;
  readonly amount: bigint;
}

interface RedeemOptions extends WalletOptions, WaitOptions {
  readonly role?: AccountRole;
  readonly party?: number;
  readonly keys?: string;
  readonly amount: bigint;
  readonly reference: Uint8Array;
}

export function mintCommand(): Command {
  return clientCommand(
    'mint',
    "put money onto the ledger, as a household's note or into the account of a role or a party (issuer)",
  )
    .option('--slip <file>', "a payer's slip, that `slip` wrote")
    .option('--account <owner>', 'the account of a role, or of a party by its number', (text) =>
      /^[0-9]/.test(text) ? partyValue(text) : accountValue(text),
    )
    .requiredOption('--amount <amount>', 'in currency, what has come in', amountValue)
    .hook('preAction', (called) => {
      const { slip, account } = called.opts<MintOptions>();
      if ((slip === undefined) === (account === undefined))
        called.error('error: give either --slip or --account');
    })
    .action((options: MintOptions) => printed(options, (closers) => mint(options, closers)));
}

async function mint(options: MintOptions, closers: Closers): Promise<Output> {
  const { slip: file, account, amount } = options;
  const client = await openClient(options);
  const proven = file === undefined ? undefined : parseSlip(client.genesis, await readJson(file, 'slip'));
  // What came in differs: it goes back, and the payer makes another slip.
  ensure(proven === undefined || proven.slip.value === amount, 'VALUE_OUT_OF_RANGE', {
    field: 'amount',
    slip: String(proven?.slip.value),
  });
  const { signer } = await rolesHere(client, options, closers)('issuer');
  if (proven) await mintNote(signer, proven);
  else await mintAccount(signer, account!, amount);
  const into = proven ? { slip: slipReferenceHex(proven.slip) } : { account };
  return { json: { minted: amount, ...into }, text: `Minted ${formatMoney(amount)}.` };
}

export function transferCommand(): Command {
  return withWait(walletCommand('transfer', 'pay another wallet; nobody else learns who paid whom, or what'))
    .requiredOption('--to <address>', 'the wallet to pay')
    .requiredOption('--amount <amount>', 'in currency; the flat fee comes on top', amountValue)
    .action((options: TransferOptions) => printed(options, (closers) => transfer(options, closers)));
}

async function transfer(options: TransferOptions, closers: Closers): Promise<Output> {
  const to = decodeAddress(options.to);
  const { wallet, ctx } = await openMoney(options, closers);
  await wallet.transfer(to, options.amount, mergeWatch(ctx, options, closers));
  const { balance } = wallet.notes;
  return {
    json: { paid: options.amount, balance },
    text: `Paid ${formatMoney(options.amount)}; ${formatMoney(balance)} are left.`,
  };
}

export function redeemCommand(): Command {
  return withWait(
    walletCommand(
      'redeem',
      'take money off the ledger, from the wallet or from the account of a role or a party',
    ),
  )
    .option('--role <role>', "draw on this role's account, with the key in its folder", accountValue)
    .option('--party <n>', 'draw on the account of this party', partyValue)
    .option('--keys <dir>', "folder of the party's keys")
    .requiredOption('--amount <amount>', 'in currency; from a wallet the flat fee comes on top', amountValue)
    .requiredOption(
      '--reference <text>',
      'by which the bank pays out, up to 32 bytes; it is public',
      referenceValue,
    )
    .hook('preAction', (called) => {
      const { role, party, keys } = called.opts<RedeemOptions>();
      if ((party === undefined) !== (keys === undefined) || (party !== undefined && role !== undefined))
        called.error('error: give --party together with --keys, and no --role');
    })
    .action((options: RedeemOptions) => printed(options, (closers) => takeOut(options, closers)));
}

async function takeOut(options: RedeemOptions, closers: Closers): Promise<Output> {
  const { role, party, keys, amount, reference } = options;
  const text = `Redeemed ${formatMoney(amount)}.`;
  if (party !== undefined) {
    const { api, genesis } = await openClient(options);
    const { signKey } = await readRoleKeys(keys!);
    await new PartySigner(signKey, genesis).redeem(api, party, amount, reference);
    return { json: { redeemed: amount, party }, text };
  }
  if (role === undefined) {
    const { wallet, ctx } = await openMoney(options, closers);
    await wallet.redeem(amount, reference, mergeWatch(ctx, options, closers));
    return { json: { redeemed: amount, balance: wallet.notes.balance }, text };
  }
  const { signer } = await rolesHere(await openClient(options), options, closers)(role);
  await redeem(signer as RoleSigner & { readonly role: AccountRole }, amount, reference);
  return { json: { redeemed: amount, role }, text };
}

const partyValue = wholeNumber(MAX_U32, FIRST_PARTY);

function accountValue(text: string): AccountRole {
  const role: AuthorityRole = roleValue(text);
  if (role === 'statistician') throw new InvalidArgumentError('The statistician has no account.');
  return role;
}

function referenceValue(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length === 0 || bytes.length > 32)
    throw new InvalidArgumentError('1 to 32 bytes of text are needed.');
  return Buffer.concat([bytes, Buffer.alloc(32 - bytes.length)]);
}
