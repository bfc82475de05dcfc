/** One half of an auction's key, from its making to its deletion. */
import { randomBytes } from 'node:crypto';
import {
  type KeyShare,
  makeKeyShare,
  type ShareHolder,
  type ShareRole,
} from '@veilgrid/protocol/core/books/keyShare';
import { SUBGROUP_ORDER } from '@veilgrid/protocol/core/crypto/babyjub';
import { hex, reduceWide } from '@veilgrid/protocol/core/crypto/field';
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { ensure } from '@veilgrid/protocol/errors';
import type { SecretStore } from '../secrets.js';

const nameOf = (role: ShareRole, auctionId: bigint) => `share:${role}:${hex(auctionId)}`;

/**
 * The role's share of this auction: fresh, and kept before anybody sees it. Asked again, the same share
 * comes back: a second one would lose the key of an auction opened with the first.
 */
export async function shareFor(hasher: Hasher, store: SecretStore, holder: ShareHolder): Promise<KeyShare> {
  const { role, auctionId } = holder;
  const name = nameOf(role, auctionId);
  if ((await store.get(name)) === undefined) {
    const scalar = 1n + reduceWide(randomBytes(64), SUBGROUP_ORDER - 1n);
    await store.set(name, scalar.toString());
  }
  return makeKeyShare(hasher, holder, await shareScalar(store, role, auctionId));
}

/** @throws ProtocolError SECRET_MISSING */
export async function shareScalar(store: SecretStore, role: ShareRole, auctionId: bigint): Promise<bigint> {
  const value = await store.get(nameOf(role, auctionId));
  ensure(value !== undefined, 'SECRET_MISSING', { field: 'share', role });
  return BigInt(value);
}

export function deleteShare(store: SecretStore, role: ShareRole, auctionId: bigint): Promise<void> {
  return store.delete(nameOf(role, auctionId));
}
