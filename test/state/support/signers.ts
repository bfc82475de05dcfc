import { bytesToHex } from '@noble/hashes/utils.js';
import { partyOf, signingKey } from '@veilgrid/protocol/kinds';
import type { Role } from '@veilgrid/protocol/roles';
import type { Tx } from '@veilgrid/protocol/tx';
import { GENESIS, publicKeyOf, SIGNERS } from './genesis.js';
import { ownerSeed } from './party.js';

/** Which of `secretOf` a registered party signs with by its nth key. */
export const partySeed = (nth: number) => 160 + nth;

/** One byte each: those that sign most come first. */
const seeds = [
  ...Object.values(SIGNERS),
  ...Array.from({ length: 30 }, (_, i) => [ownerSeed(i), partySeed(i)]),
  ...Array.from({ length: 256 - ownerSeed(30) }, (_, i) => ownerSeed(30 + i)),
].flat();
const known = new Map<string, number>();

/** Keys are made as far as they are asked for. */
function seedOf(key: string): number | undefined {
  while (!known.has(key)) {
    const next = seeds.shift();
    if (next === undefined) return undefined;
    known.set(bytesToHex(publicKeyOf(next)), next);
  }
  return known.get(key);
}

/**
 * Which of `secretOf` signs a transaction for a role.
 * @param keyOf a registered party's key as it is now
 */
export function signerOf(role: Role, tx: Tx, keyOf?: (partyId: number) => Uint8Array | undefined): number {
  const key = signingKey(GENESIS, tx, role) ?? keyOf?.(partyOf(tx) as number);
  // A party or an owner that nobody knows cannot sign.
  return (key && seedOf(bytesToHex(key))) ?? 99;
}
