import { runDay } from '@veilgrid/cli/demo/market/day';
import { type DayOptions, marketTown } from '@veilgrid/cli/demo/market/marketTown';
import { Stages } from '@veilgrid/cli/demo/town/stages';
import { settleTown, townChain } from '@veilgrid/cli/demo/town/town';
import { interruptible } from '@veilgrid/cli/terminal/interrupt';
import { startNode } from '@veilgrid/node';
import { Block } from '@veilgrid/protocol/core/block';
import type { GenesisJson } from '@veilgrid/protocol/core/genesis';

/** What makes one block: a transaction, or time that moves on. */
export type Step = { readonly tx: Uint8Array } | { readonly time: number };

export interface RecordedDay {
  readonly genesis: GenesisJson;
  readonly validatorKey: Uint8Array;
  readonly steps: readonly Step[];
}

const quiet = { stage() {}, step() {}, stop() {} };

/** The transactions of a day that services and wallets played for real, one a block, and the times between. */
export async function recordDay(options: DayOptions): Promise<RecordedDay> {
  const chain = townChain(marketTown(options));
  const { genesis, validatorKey } = chain;
  return interruptible(async (closers, signal) => {
    const node = await startNode({ genesis, validatorKey });
    closers.defer(() => node.close());
    await runDay(await settleTown(node, chain, marketTown(options), closers), new Stages(quiet, signal));
    const steps: Step[] = [];
    let time = BigInt(genesis.time);
    for (let height = 1n; height <= node.ledger.head.height; height++) {
      const { header, transactions } = Block.deserialize(node.ledger.block(height)!);
      if (header.time > time) steps.push({ time: Number(header.time) });
      time = header.time;
      for (const tx of transactions) steps.push({ tx: new Uint8Array(tx) });
    }
    return { genesis, validatorKey, steps };
  });
}
