/** What happens to an auction, as the stream of events tells it. */
import { z } from 'zod';
import { bigint, element } from '../core/wire.js';

/** In the order of an auction's life; void takes the place of released or closed. */
export const AUCTION_PHASES = [
  'opened',
  'gate',
  'released',
  'closed',
  'void',
  'settling',
  'settled',
  'published',
] as const;
export type AuctionPhase = (typeof AUCTION_PHASES)[number];

/** Gate, settling and settled begin with the first block at or after their time. */
export const AuctionEvent = z.object({
  type: z.literal('auction'),
  height: bigint,
  time: bigint,
  auctionId: element,
  phase: z.enum(AUCTION_PHASES),
});
