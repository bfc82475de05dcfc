/**
 * Readings' trees as a wallet rebuilds them: from public lists in full, so that nobody is asked about one leaf, and
 * checked by what a final block's log says. What is frozen never changes, so nothing of it is kept: it comes again from
 * the same lists. protocol/core/readings.md.
 */
import { capacity, type MerklePath, Tree8 } from '@veilgrid/protocol/core/crypto/tree';
import type { LogFact } from '@veilgrid/protocol/core/fact';
import { CORE_LOG } from '@veilgrid/protocol/core/groups/log';
import type { LogSpec } from '@veilgrid/protocol/core/log';
import { decodeExact, Fr, U32 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { FROZEN_DEPTH } from '@veilgrid/protocol/params';
import { allItems } from '../client/submit.js';
import { verifyLogFact } from '../verifier/fact.js';
import { ofFact } from '../verifier/signedFact.js';
import type { WalletContext } from '../wallet/context.js';

type Asking = Pick<WalletContext, 'api' | 'genesis' | 'hasher'>;

/** A tree whose root a final block's log says. */
export interface FrozenTree {
  readonly root: bigint;
  /** Time of the block that says so, Unix seconds. */
  readonly time: bigint;
  /** In order. */
  readonly leaves: readonly bigint[];
  /** Of the leaf at this place: all eight children of every ancestor, leaf level first. */
  path(index: number): MerklePath;
}

/**
 * The readings that froze under an id.
 * @param leaves as the module's public list has them
 * @throws ProtocolError NOT_FOUND before it froze; FACT_INVALID where this is not the list
 */
export async function fetchReadingTree(
  ctx: Asking,
  id: bigint,
  leaves: readonly bigint[],
): Promise<FrozenTree> {
  const { body, time } = await fetchFrozen(ctx, id);
  return frozenTree(ctx, { ...body, time, depth: ctx.genesis.params.orderDepth, fact: 'readings' }, leaves);
}

/** What the log says of the readings that froze under an id. @throws ProtocolError NOT_FOUND before, FACT_INVALID */
export function fetchFrozen(ctx: Pick<Asking, 'api' | 'genesis'>, id: bigint) {
  return fetchEntry(ctx, CORE_LOG.readings, Fr.serialize(id));
}

/**
 * The tree over the roots of all readings' trees that froze; one finds its own by the root itself. Nothing is left out
 * up to the block of `time`, which is for the caller to judge, as an older list would hide its reading among fewer.
 * @throws ProtocolError NOT_FOUND where nothing froze; FACT_INVALID where this is not the list
 */
export async function fetchFrozenRoots(ctx: Asking): Promise<FrozenTree> {
  const items = await allItems((query) => ctx.api.frozenReadings({ query }));
  const { body, time } = await fetchEntry(ctx, CORE_LOG.readingRoots, U32.serialize(items.length));
  const roots = items.map(({ root }) => root);
  return frozenTree(ctx, { ...body, time, depth: FROZEN_DEPTH, fact: 'readingRoots' }, roots);
}

/** Roots of a tree's chunks that have a leaf, in order; the others are empty trees of depth `chunkDepth`. */
export function chunkRoots(
  { hasher, genesis }: Pick<WalletContext, 'hasher' | 'genesis'>,
  { leaves }: Pick<FrozenTree, 'leaves'>,
): bigint[] {
  const { chunkDepth } = genesis.params;
  const size = capacity(chunkDepth);
  return Array.from(
    { length: Math.ceil(leaves.length / size) },
    (_, i) => new Tree8(hasher, chunkDepth, leaves.slice(i * size, (i + 1) * size)).root,
  );
}

async function fetchEntry<B>(
  { api, genesis }: Pick<Asking, 'api' | 'genesis'>,
  { name, body }: LogSpec<B>,
  key: Uint8Array,
) {
  const hex = Array.from(key, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const fact: LogFact = await api.logFact({ params: { name, key: hex } });
  const { time } = ofFact(name, () => verifyLogFact(genesis, { name, key }, fact));
  return { body: decodeExact(body, fact.body, 'body'), time };
}

interface Said {
  readonly count: number;
  readonly root: bigint;
  readonly time: bigint;
  readonly depth: number;
  readonly fact: string;
}

function frozenTree(
  { hasher }: Asking,
  { count, root, time, depth, fact }: Said,
  leaves: readonly bigint[],
): FrozenTree {
  // A zero is the empty leaf: the root alone does not say where the list ends.
  ensure(leaves.length === count, 'FACT_INVALID', { field: 'count', fact });
  const tree = new Tree8(hasher, depth, leaves);
  ensure(tree.root === root, 'FACT_INVALID', { field: 'root', fact });
  return { root, time, leaves, path: (index) => tree.path(index) };
}
