import { R } from '@veilgrid/protocol/core/crypto/field';
import { ProtocolError } from '@veilgrid/protocol/errors';
import { KINDS, signersOf } from '@veilgrid/protocol/kinds';
import { ROLES } from '@veilgrid/protocol/roles';
import { decodeTx, encodeTx, type Tx } from '@veilgrid/protocol/tx';
import type { Random } from '../../economy/support/random.js';

type Leaf = bigint | number | Uint8Array;

/** Amounts that a proof stands for: with another one there would be none. */
const PROVEN_AMOUNTS = new Set(['deposit', 'redeemed']);

function leavesOf(
  value: unknown,
  set: (leaf: Leaf) => unknown,
  name = '',
): { leaf: Leaf; set: (l: Leaf) => unknown }[] {
  if (typeof value === 'bigint' || typeof value === 'number' || value instanceof Uint8Array) {
    return PROVEN_AMOUNTS.has(name) ? [] : [{ leaf: value, set }];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item, i) => leavesOf(item, (leaf) => set(value.with(i, leaf) as never)));
  }
  return Object.entries(value as object).flatMap(([key, item]) =>
    leavesOf(item, (leaf) => set({ ...(value as object), [key]: leaf } as never), key),
  );
}

/** One field of a transaction replaced, by a neighbour, an end of its range or a value from another one. */
export function mutateBody(random: Random, tx: Tx, elsewhere: readonly Tx[]): Tx {
  const { leaf, set } = random.pick(leavesOf(tx.body, (body) => body));
  const like = leavesOf(random.pick(elsewhere).body, (x) => x).filter((l) => typeof l.leaf === typeof leaf);
  const other = like.length > 0 ? random.pick(like).leaf : leaf;
  return { ...tx, body: set(replacement(random, leaf, other)) } as unknown as Tx;
}

function replacement(random: Random, leaf: Leaf, other: Leaf): Leaf {
  if (leaf instanceof Uint8Array) return leaf.map((b) => (random.chance(0.1) ? random.int(0, 255) : b));
  if (typeof leaf === 'number') {
    const wanted = random.pick([leaf + 1, leaf - 1, 0, 1, 255, 65_535, 2 ** 32 - 1, Number(other)]);
    return Math.max(0, wanted);
  }
  const wanted = random.pick([
    leaf + 1n,
    leaf - 1n,
    0n,
    1n,
    (1n << 64n) - 1n,
    R - 1n,
    BigInt(other as bigint),
  ]);
  return wanted < 0n ? 0n : wanted;
}

/** Signatures that nobody checks here, so that decoding finds as many as it must. */
export function signed(tx: Tx): Tx {
  const signatures = signersOf(tx).map((role) => ({ role: ROLES[role], signature: new Uint8Array(64) }));
  return { ...tx, signatures };
}

/** A transaction as it arrives: what its bytes say, if they say anything. */
export function overTheWire(tx: Tx): Tx | undefined {
  try {
    const decoded = decodeTx('small', encodeTx('small', signed(tx)));
    return { ...decoded, signatures: [] } as Tx;
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

const KIND_IDS = Object.values(KINDS).map((spec) => spec.id);

/** Bytes as an adversary or a bad line would send them. */
export function mutateBytes(random: Random, bytes: Uint8Array, other: Uint8Array): Uint8Array {
  const at = random.int(0, bytes.length - 1);
  const to = random.int(at, bytes.length);
  const changed = Uint8Array.from(bytes);
  switch (random.int(0, 7)) {
    case 0:
      changed[at]! ^= 1 << random.int(0, 7);
      return changed;
    case 1:
      changed[at] = random.int(0, 255);
      return changed;
    case 2:
      return changed.slice(0, at);
    case 3:
      return Uint8Array.from([...bytes, ...other.slice(0, random.int(1, 64))]);
    case 4:
      return Uint8Array.from([...bytes.slice(0, at), ...bytes.slice(to)]);
    case 5:
      return Uint8Array.from([...bytes.slice(0, at), ...other.slice(at)]);
    case 6:
      return changed.fill(random.pick([0, 255]), at, Math.min(to, at + 32));
    default:
      changed[0] = random.pick([...KIND_IDS, 0, 255]);
      return changed;
  }
}
