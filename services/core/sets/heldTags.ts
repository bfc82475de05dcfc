import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { tagOf } from '@veilgrid/protocol/core/groups/masks';
import type { Aggregator } from '@veilgrid/protocol/roles';
import type { SecretStore } from '../secrets.js';
import type { KnownTag } from './verifySet.js';

interface HeldKeys {
  readonly role: Aggregator;
  readonly hasher: Hasher;
  readonly secrets: SecretStore;
}

/**
 * By tag: all keys held, as they stand in one group.
 * @param items the keys of items that a held key may have there, where members are items
 */
export async function heldTags(
  { role, hasher, secrets }: HeldKeys,
  groupId: bigint,
  items?: (key: bigint) => readonly bigint[],
): Promise<Map<bigint, KnownTag>> {
  const held = new Map<bigint, KnownTag>();
  for (const [, value] of await secrets.list(`key:${role}:`)) {
    const [position, text] = value.split(':');
    const key = BigInt(text!);
    const known = { position: Number(position), key };
    if (!items) held.set(tagOf(hasher, role, key, groupId), known);
    for (const member of items?.(key) ?? [])
      held.set(tagOf(hasher, role, member, groupId), { ...known, member });
  }
  return held;
}
