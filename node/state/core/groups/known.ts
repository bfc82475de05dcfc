/**
 * How many settlements of an auction hide nobody though their own meter read them: whose owner agreed to it, or whose
 * reading a role signed anew. Relies on whoever corrects to count each settlement once, none that shows `open`, and
 * none beyond what parts allow. docs/protocol/core/parts.md.
 */
import { keys } from '../keys.js';
import { readCount } from '../record.js';
import type { StateView } from '../view.js';
import { standing } from './group.js';

export function knownOf(view: StateView, auctionId: bigint): number {
  return standing(view, auctionId).open + readCount(view, keys.corrected(auctionId));
}
