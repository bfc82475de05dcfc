/** Blocks and headers, each with what shows that the last one is final. */
import type { FinalHeaders } from '@veilgrid/protocol/core/fact';
import { Finality } from '@veilgrid/protocol/core/finality';
import { encodeFrames, type LedgerBlock } from '@veilgrid/protocol/core/ledgerFile';
import { U64 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { BLOCKS_ANSWER_BYTES } from '../../config.js';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import type { Handlers } from '../http/handlers.js';

export function blockHandlers(ledger: SoloLedger): Pick<Handlers, 'blocks' | 'headers'> {
  return {
    blocks({ query: { from, limit } }) {
      const { height } = ledger.head;
      ensure(BigInt(from) <= height + 1n, 'NOT_FOUND', { field: 'from' });
      const blocks: LedgerBlock[] = [];
      let size = 0;
      for (let h = BigInt(from); h <= height && blocks.length < limit && size < BLOCKS_ANSWER_BYTES; h++) {
        const block = ledger.block(h)!;
        blocks.push({ block, finality: ledger.finality(h) });
        size += block.length;
      }
      return { frames: encodeFrames(blocks) };
    },
    headers({ query: { at, from, limit } }) {
      const { height } = ledger.head;
      if (at !== undefined) {
        ensure(from === undefined && limit === undefined, 'BAD_REQUEST', { field: 'query.at' });
        const first = lastUpTo(ledger, BigInt(at));
        // Before block 1 nothing was; and before a later block nothing shows that a time is over.
        ensure(first > 0n && first < height, 'NOT_FOUND', { field: 'at' });
        return finalHeaders(ledger, first, first + 1n);
      }
      const first = from !== undefined ? BigInt(from) : limit !== undefined ? 1n : height;
      ensure(first > 0n && first <= height, 'NOT_FOUND', { field: 'from' });
      const last = first + BigInt(limit ?? 1) - 1n;
      return finalHeaders(ledger, first, last < height ? last : height);
    },
  };
}

/** Headers of both heights and between, all of which the ledger has. */
export function finalHeaders(ledger: SoloLedger, first: bigint, last: bigint): FinalHeaders {
  const headers = Array.from(
    { length: Number(last - first) + 1 },
    (_, i) => ledger.header(first + BigInt(i))!,
  );
  return { headers, finality: Finality.serialize(ledger.finality(last)!) };
}

const timeOf = (header: Uint8Array) => U64.deserialize(header.slice(8, 16));

/** Height of the last block whose time is not above `time`; 0 where there is none. Times do not go back. */
function lastUpTo(ledger: SoloLedger, time: bigint): bigint {
  let low = 0n;
  let high = ledger.head.height;
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (timeOf(ledger.header(middle)!) <= time) low = middle;
    else high = middle - 1n;
  }
  return low;
}
