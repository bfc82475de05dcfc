/** Chains that a validator makes for whoever asks: final, and holding what it likes. */
import { sealBlock } from '@veilgrid/node/consensus/solo/sealBlock';
import type { Head } from '@veilgrid/node/store/ledgerStore';
import { Block, BlockHeader, blockHash } from '@veilgrid/protocol/core/block';
import { Finality } from '@veilgrid/protocol/core/finality';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { decodeFrames, encodeFrames, type LedgerBlock } from '@veilgrid/protocol/core/ledgerFile';
import type { Api } from '@veilgrid/protocol/routes';
import { SIGNERS, secretOf } from '../../state/support/genesis.js';

const NOTHING = new Uint8Array(32);

export interface Made {
  readonly time: bigint;
  readonly transactions: Uint8Array[];
}

/** The blocks given and then those made, whatever the state says of them. */
export function forkOf(genesis: Genesis, kept: readonly LedgerBlock[], made: readonly Made[]): LedgerBlock[] {
  const blocks = [...kept];
  const last = kept.at(-1);
  const header = last && Block.deserialize(last.block).header;
  let head: Head = header
    ? { height: header.height, time: header.time, stateHash: NOTHING, blockHash: blockHash(header) }
    : { height: 0n, time: BigInt(genesis.json.time), stateHash: NOTHING, blockHash: genesis.hash };
  for (const block of made) {
    const roots = { noteRoot: 0n, logRoot: NOTHING, stateHash: NOTHING };
    const sealed = sealBlock(head, { ...block, roots }, secretOf(SIGNERS.validator));
    blocks.push({ block: sealed.block, finality: sealed.finality });
    head = sealed.head;
  }
  return blocks;
}

/** A node that shows these blocks, and as its newest header that of the last one or of `newest`. */
export function showing(api: Api, blocks: readonly LedgerBlock[], newest = blocks.at(-1)!): Api {
  const header = Block.deserialize(newest.block).header;
  return {
    ...api,
    headers: async () => ({
      headers: [BlockHeader.serialize(header)],
      finality: Finality.serialize(newest.finality!),
    }),
    blocks: async ({ query: { from = 1 } = {} }) => ({ frames: encodeFrames(blocks.slice(from - 1)) }),
  };
}

/** All blocks of an honest node. */
export async function blocksFrom(api: Api): Promise<LedgerBlock[]> {
  return decodeFrames((await api.blocks({})).frames);
}
