/** Tags and masked words of a claim or a delivery. docs/protocol/flexibility.md "Words". */
import { mod } from '../core/crypto/field.js';
import type { Hasher } from '../core/crypto/hash.js';
import { type MaskedGroup, masksOf, tagOf } from '../core/groups/masks.js';
import type { Params } from '../params.js';
import { deliveryWords } from './lanes.js';

/** @param lanes of `claimLanes` or `deliverLanes`: a claim's are the last of a delivery's */
export function maskedPayment(
  hasher: Hasher,
  params: Params,
  { kA, kB }: { readonly kA: bigint; readonly kB: bigint },
  { groupId, terms }: MaskedGroup,
  lanes: readonly bigint[],
) {
  const a = masksOf(hasher, params, 'A', kA, terms);
  const b = masksOf(hasher, params, 'B', kB, terms);
  const places = deliveryWords(params).slice(-lanes.length);
  return {
    tagA: tagOf(hasher, 'A', kA, groupId),
    tagB: tagOf(hasher, 'B', kB, groupId),
    lanes: lanes.map((lane, i) => mod(lane + a.masks[places[i]!]! + b.masks[places[i]!]!)),
  };
}
