/** What A and B derive from their keys: the tag of a member and the masks of its lanes. protocol/core.md "Keys of A and B in a day". */
import type { Params } from '../../params.js';
import type { Aggregator } from '../../roles.js';
import { TAGS } from '../../tags.js';
import { type Hasher, squeeze } from '../crypto/hash.js';

export const TAG_DOMAIN: Record<Aggregator, bigint> = { A: TAGS.TAGA, B: TAGS.TAGB };
export const MASK_DOMAIN: Record<Aggregator, bigint> = { A: TAGS.MASKA, B: TAGS.MASKB };

export interface Masks {
  /** Stands for the connection point among the members of a group. */
  readonly tag: bigint;
  readonly masks: readonly bigint[];
  /** Hides the shortfall from all but the DSO; used of A's key only. */
  readonly short: bigint;
}

export function masksOf(
  hasher: Hasher,
  params: Params,
  role: Aggregator,
  key: bigint,
  auctionId: bigint,
): Masks {
  const [tag, last, short] = squeeze(hasher, TAG_DOMAIN[role], [key, auctionId, 0n], 3);
  const loads = squeeze(hasher, MASK_DOMAIN[role], [key, auctionId], params.laneWords - 1);
  return { tag: tag!, masks: [...loads, last!], short: short! };
}
