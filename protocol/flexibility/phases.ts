/** What happens to a need, as the stream of events tells it. */
import { z } from 'zod';
import { bigint, element } from '../core/wire.js';

/**
 * In the order of a need's life; void takes the place of released or cleared, and called comes as often as something is
 * called.
 */
export const NEED_PHASES = [
  'opened',
  'gate',
  'released',
  'cleared',
  'void',
  'called',
  'callsOver',
  'settling',
  'frozen',
  'published',
] as const;
export type NeedPhase = (typeof NEED_PHASES)[number];

/** Gate, callsOver, settling (deliveries) and frozen begin with the first block at or after their time. */
export const NeedEvent = z.object({
  type: z.literal('need'),
  height: bigint,
  time: bigint,
  needId: element,
  phase: z.enum(NEED_PHASES),
});
