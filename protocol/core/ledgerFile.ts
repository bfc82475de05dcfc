/**
 * A ledger as a stream of frames, as files and `GET /v1/blocks` carry it: u32 length of the payload, u8 type,
 * payload. `B`: a block. `F`: that the block just before is final (u64 height, u32 epoch, evidence). Integers
 * are big-endian. protocol/core.md "Frames".
 */
import { concatBytes } from '@noble/hashes/utils.js';
import { ensure } from '../errors.js';
import { HEADER_BYTES } from './block.js';
import { bigIntToBytes, bytesToBigInt } from './crypto/field.js';
import type { Finality } from './finality.js';
import { U64 } from './ssz.js';

/** A block as it travels, with what shows that it is final where that is at hand. */
export interface LedgerBlock {
  /** SSZ */
  readonly block: Uint8Array;
  readonly finality?: Finality | undefined;
}

const BLOCK = 0x42;
const FINALITY = 0x46;
const HEAD_BYTES = 5;
const FINALITY_HEAD_BYTES = 12;

function frame(type: number, payload: Uint8Array): Uint8Array {
  return concatBytes(bigIntToBytes(BigInt(payload.length), 4), Uint8Array.of(type), payload);
}

const heightOf = (block: Uint8Array) => U64.deserialize(block.slice(0, 8));

export function encodeFrames(blocks: readonly LedgerBlock[]): Uint8Array {
  const frames = blocks.flatMap(({ block, finality }) => {
    if (!finality) return [frame(BLOCK, block)];
    const head = [bigIntToBytes(heightOf(block), 8), bigIntToBytes(BigInt(finality.epoch), 4)];
    return [frame(BLOCK, block), frame(FINALITY, concatBytes(...head, finality.evidence))];
  });
  return concatBytes(...frames);
}

/** @throws ProtocolError MALFORMED */
export function decodeFrames(bytes: Uint8Array): LedgerBlock[] {
  const check = (holds: boolean) => ensure(holds, 'MALFORMED', { field: 'frames' });
  const blocks: LedgerBlock[] = [];
  for (let at = 0; at < bytes.length; ) {
    check(bytes.length - at >= HEAD_BYTES);
    const end = at + HEAD_BYTES + Number(bytesToBigInt(bytes.subarray(at, at + 4)));
    check(end <= bytes.length);
    const type = bytes[at + 4];
    const payload = bytes.slice(at + HEAD_BYTES, end);
    if (type === BLOCK) {
      check(payload.length >= HEADER_BYTES);
      blocks.push({ block: payload });
    } else {
      const last = blocks.at(-1);
      check(type === FINALITY && payload.length >= FINALITY_HEAD_BYTES && last !== undefined);
      check(last!.finality === undefined && bytesToBigInt(payload.subarray(0, 8)) === heightOf(last!.block));
      const epoch = Number(bytesToBigInt(payload.subarray(8, FINALITY_HEAD_BYTES)));
      blocks[blocks.length - 1] = {
        ...last!,
        finality: { epoch, evidence: payload.slice(FINALITY_HEAD_BYTES) },
      };
    }
    at = end;
  }
  return blocks;
}
