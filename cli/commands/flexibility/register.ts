/** `veilgrid flex register`, `enrol` and `leave`: who may offer for a point, and up to how much. */
import { fail } from '@veilgrid/protocol/errors';
import { CAPABILITY_BOUND } from '@veilgrid/protocol/flexibility/register';
import type { Command } from 'commander';
import { openClient } from '../../client.js';
import {
  type CommonOptions,
  clientCommand,
  elementValue,
  MAX_U32,
  type WalletOptions,
  walletCommand,
  wholeNumber,
} from '../../options.js';
import { type RoleOptions, rolesHere } from '../../organisations.js';
import type { Closers } from '../../terminal/interrupt.js';
import { type Output, printed } from '../../terminal/output.js';
import { openWallet } from '../../wallets.js';
import { readRegisterFile, writeRegisterFile } from './registerFile.js';

interface RegisterOptions extends WalletOptions {
  readonly place: number;
  readonly down: number;
  readonly up: number;
  readonly position?: number;
  readonly offerKey?: bigint;
  readonly payKey?: bigint;
  readonly out: string;
}

type EnrolOptions = RoleOptions & { readonly place: number };
type LeaveOptions = CommonOptions & { readonly position: number };

const POSITION = 2 ** 24;
const capability = wholeNumber(CAPABILITY_BOUND - 1);

export function registerCommand(): Command {
  return walletCommand('register', 'ask to enter the register: a file for the DSO, with what the leaf hides')
    .requiredOption('--place <n>', 'feeder or substation, as the DSO has it', wholeNumber(MAX_U32))
    .requiredOption('--out <file>', 'a new file, for the DSO alone')
    .option('--down <wh>', 'the most a half hour that may be accepted to use less', capability, 0)
    .option('--up <wh>', 'the same to use more', capability, 0)
    .option('--position <n>', 'which of several own points', wholeNumber(POSITION))
    .option('--offer-key <n>', "an aggregator's key, if it offers for the household", elementValue)
    .option('--pay-key <n>', 'owner of payments, if that is not the household', elementValue)
    .action((options: RegisterOptions) => printed(options, (closers) => register(options, closers)));
}

async function register(options: RegisterOptions, closers: Closers): Promise<Output> {
  const { place, down: capDown, up: capUp, position, offerKey: offerPk, payKey: payPk, out } = options;
  const { wallet, ctx } = await openWallet(options, closers);
  const made = await wallet.flexibility.register({
    ...{ place, capDown, capUp },
    ...(position !== undefined && { position }),
    ...(offerPk !== undefined && { offerPk }),
    ...(payPk !== undefined && { payPk }),
  });
  await writeRegisterFile(out, ctx.genesis, made);
  return {
    json: { request: out, position: made.opening.position, place, capDown, capUp },
    text: `${out}: give it to the DSO. It holds while the DSO has signed nothing else.`,
  };
}

export function enrolCommand(): Command {
  return clientCommand('enrol', 'put a household into the register, by its file (DSO)')
    .argument('<request>', 'file that `flex register` wrote')
    .requiredOption('--place <n>', 'where the network has the point', wholeNumber(MAX_U32))
    .action((file: string, options: EnrolOptions) =>
      printed(options, (closers) => enrol(file, options, closers)),
    );
}

async function enrol(file: string, options: EnrolOptions, closers: Closers): Promise<Output> {
  const client = await openClient(options);
  const { genesis, hasher, api } = client;
  const { opening, signature } = await readRegisterFile(file, genesis, hasher);
  const { position, sequence, capDown, capUp } = opening;
  const { sequence: next } = await api.sequence({ params: { role: 'dso' } });
  // The owner signed one number: under another one its signature says nothing.
  if (sequence !== next)
    throw fail('SIGNATURE_INVALID', {
      field: 'request.sequence',
      reason: 'the DSO has signed something else since: let the household write the file again',
    });
  const { flexRegister } = await rolesHere(client, options, closers)('dso');
  await flexRegister!.enrol(opening, options.place, () => signature);
  return {
    json: { position, place: opening.place, capDown, capUp },
    text: `Position ${position} is in the register: ${capDown} Wh down, ${capUp} Wh up.`,
  };
}

export function leaveCommand(): Command {
  return clientCommand('leave', 'take a point out of the register (DSO)')
    .requiredOption('--position <n>', 'which', wholeNumber(POSITION))
    .action((options: LeaveOptions) =>
      printed(options, async (closers) => {
        const client = await openClient(options);
        const { flexRegister } = await rolesHere(client, options, closers)('dso');
        await flexRegister!.leave(options.position);
        return { json: { position: options.position }, text: `Position ${options.position} has left.` };
      }),
    );
}
