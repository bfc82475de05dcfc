/** `veilgrid slip`: how a household pays in, without anybody learning whose note it is. */
import { bytesToHex } from '@noble/hashes/utils.js';
import { type Slip, slipReference } from '@veilgrid/protocol/core/money/slip';
import { slipToJson } from '@veilgrid/protocol/core/money/slipFile';
import type { Command } from 'commander';
import { amountValue, type WalletOptions, walletCommand } from '../../options.js';
import { formatMoney } from '../../terminal/amounts.js';
import { writeNew } from '../../terminal/files.js';
import type { Closers } from '../../terminal/interrupt.js';
import { type Output, printed } from '../../terminal/output.js';
import { openWallet } from '../../wallets.js';

interface SlipOptions extends WalletOptions {
  readonly amount: bigint;
  readonly out: string;
}

export function slipCommand(): Command {
  return walletCommand('slip', 'write a slip for paying in: the issuer signs it once the money is there')
    .requiredOption('--amount <amount>', 'in currency, exactly what is paid to the bank', amountValue)
    .requiredOption('--out <file>', 'a new file, for the issuer')
    .action((options: SlipOptions) => printed(options, (closers) => writeSlip(options, closers)));
}

async function writeSlip(options: SlipOptions, closers: Closers): Promise<Output> {
  const { amount, out } = options;
  const { wallet, ctx } = await openWallet(options, closers);
  const proven = await wallet.mintSlip(amount);
  await writeNew(out, 'out', `${JSON.stringify(slipToJson(ctx.genesis, proven), null, 2)}\n`);
  const reference = slipReferenceHex(proven.slip);
  return {
    json: { slip: out, amount, reference },
    text: `Pay ${formatMoney(amount)} to the bank with the reference ${reference}, and send it ${out}.`,
  };
}

/** By what the payment names its slip. */
export function slipReferenceHex(slip: Slip): string {
  return bytesToHex(slipReference(slip));
}
