/**
 * The node's stream of events, as server-sent events: blocks, and what each block means for auctions and needs.
 * Events follow from the blocks alone, so that whoever comes back later gets what it would have got.
 */
import { z } from 'zod';
import { bigint, count, countText, hash } from './core/wire.js';
import { NeedEvent } from './flexibility/phases.js';
import { AuctionEvent } from './market/phases.js';

/** Comes after the other events of its block, and carries the id: who has it has them all. */
export const BlockEvent = z.object({
  type: z.literal('block'),
  height: bigint,
  /** Unix seconds. */
  time: bigint,
  stateHash: hash,
  blockHash: hash,
  transactions: count,
});

export const LedgerEvent = z.discriminatedUnion('type', [BlockEvent, AuctionEvent, NeedEvent]);
export type LedgerEvent = z.output<typeof LedgerEvent>;

export const EVENTS = {
  path: '/v1/events',
  summary: 'Blocks, phases of auctions and of needs, as they happen (server-sent events)',
  /** The first block wanted; default: the next one. */
  query: z.strictObject({ from: countText.optional() }),
  /** The last block already seen; goes before `from`, as browsers send both when they reconnect. */
  lastEventId: countText,
} as const;
