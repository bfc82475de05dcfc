/** What A and B derive from their keys: the tag of a member and the masks of its words. protocol/core.md "Keys of A and B in a day". */
import type { Params } from '../../params.js';
import type { Aggregator } from '../../roles.js';
import { TAGS } from '../../tags.js';
import { type Hasher, squeeze } from '../crypto/hash.js';

export const TAG_DOMAIN: Record<Aggregator, bigint> = { A: TAGS.TAGA, B: TAGS.TAGB };
export const LAST_DOMAIN: Record<Aggregator, bigint> = { A: TAGS.LASTA, B: TAGS.LASTB };
export const MASK_DOMAIN: Record<Aggregator, bigint> = { A: TAGS.MASKA, B: TAGS.MASKB };

/** What a key's masks are of. */
export interface MaskedGroup {
  readonly groupId: bigint;
  /** Digest of all that the masked statement takes from the chain: two lies never share a mask. */
  readonly terms: bigint;
}

export interface Masks {
  /** laneWords: energy, money, counts. */
  readonly masks: readonly bigint[];
  /** Hides the shortfall from all but the DSO; used of A's key only. */
  readonly short: bigint;
}

/** Stands for the connection point among the members of a group: known before its terms are. */
export function tagOf(hasher: Hasher, role: Aggregator, key: bigint, groupId: bigint): bigint {
  return squeeze(hasher, TAG_DOMAIN[role], [key, groupId, 0n], 3)[0]!;
}

export function lastDomainOf(role: Aggregator, lastDomain: 'tag' | undefined): bigint {
  return lastDomain === 'tag' ? TAG_DOMAIN[role] : LAST_DOMAIN[role];
}

/** @param lastDomain `tag` where no money ever opens: its mask is the tag then, which everybody sees */
export function masksOf(
  hasher: Hasher,
  params: Params,
  role: Aggregator,
  key: bigint,
  terms: bigint,
  lastDomain?: 'tag',
): Masks {
  const [money, short, count] = squeeze(hasher, lastDomainOf(role, lastDomain), [key, terms, 0n], 3);
  const energy = squeeze(hasher, MASK_DOMAIN[role], [key, terms], 2 * params.sideWords);
  return { masks: [...energy, money!, count!], short: short! };
}
