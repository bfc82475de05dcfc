/** Lists of readings against what a final block's log says of them: no node, but one that answers as it likes. */
import { chunkRoots, fetchFrozenRoots, fetchReadingTree } from '@veilgrid/client-sdk';
import { BlockHeader, blockHash } from '@veilgrid/protocol/core/block';
import { leafHash, merkleProof, merkleRoot, subtreesOf } from '@veilgrid/protocol/core/crypto/merkle';
import { Tree8, verifyPath } from '@veilgrid/protocol/core/crypto/tree';
import type { LogFact } from '@veilgrid/protocol/core/fact';
import { Finality, signFinality } from '@veilgrid/protocol/core/finality';
import { CORE_LOG } from '@veilgrid/protocol/core/groups/log';
import { logLeafData } from '@veilgrid/protocol/core/log';
import { fail } from '@veilgrid/protocol/errors';
import { FROZEN_DEPTH } from '@veilgrid/protocol/params';
import type { Api } from '@veilgrid/protocol/routes';
import fc from 'fast-check';
import { GENESIS, PARAMS, SIGNERS, secretOf } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';

const TIME = 1_900_000_000n;

interface Entry {
  readonly name: string;
  readonly body: Uint8Array;
}

/** A final block whose log holds these entries and one more. */
function factOf({ name, body }: Entry): LogFact {
  const leaves = [leafHash(Uint8Array.of(1)), leafHash(logLeafData(name, body))];
  const nothing = new Uint8Array(32);
  const header = {
    ...{ height: 9n, time: TIME, prevHash: nothing, txRoot: nothing, noteRoot: 0n, stateHash: nothing },
    logRoot: merkleRoot(leaves),
  };
  const finality = signFinality(blockHash(header), secretOf(SIGNERS.validator));
  const { index, size, path } = merkleProof(subtreesOf(leaves), 1, 2);
  return {
    ...{ body, index, size, path: [...path] },
    headers: [BlockHeader.serialize(header)],
    finality: Finality.serialize(finality),
  };
}

const ID = 77n;
const frozenEntry = (count: number, root: bigint): Entry => ({
  name: 'readings',
  body: CORE_LOG.readings.body.serialize({ auctionId: ID, count, root }),
});
const rootsEntry = (count: number, root: bigint): Entry => ({
  name: 'readingRoots',
  body: CORE_LOG.readingRoots.body.serialize({ count, root }),
});

/** Answers with the entry that it has under this name and key. */
function nodeWith(entry: Entry, others: Partial<Api> = {}) {
  const logFact: Api['logFact'] = async ({ params: { name, key } }) => {
    if (name !== entry.name || !Buffer.from(entry.body).toString('hex').startsWith(key))
      throw fail('NOT_FOUND');
    return factOf(entry);
  };
  return { genesis: GENESIS, hasher, api: { logFact, ...others } as Api };
}

const leaf = fc.bigInt({ min: 1n, max: 1n << 250n });
const refused = (code: string, field?: string, fact?: string) => ({
  code,
  data: expect.objectContaining({
    ...(field !== undefined && { field }),
    ...(fact !== undefined && { fact }),
  }),
});

describe('a frozen tree', () => {
  const whole = (leaves: readonly bigint[]) => new Tree8(hasher, PARAMS.orderDepth, leaves);
  const truth = Array.from({ length: 11 }, (_, i) => BigInt(i + 1));
  const node = nodeWith(frozenEntry(truth.length, whole(truth).root));

  test('of any leaves: every path opens under the root in the log, and chunks are whole trees', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(leaf, { maxLength: 8 ** PARAMS.orderDepth }), async (leaves) => {
        const { root } = whole(leaves);
        const tree = await fetchReadingTree(nodeWith(frozenEntry(leaves.length, root)), ID, leaves);
        expect([tree.root, tree.time, tree.leaves]).toEqual([root, TIME, leaves]);
        leaves.forEach((own, i) => {
          expect(verifyPath(hasher, root, own, tree.path(i))).toBe(true);
        });
        const size = 8 ** PARAMS.chunkDepth;
        const chunks = chunkRoots({ hasher, genesis: GENESIS }, tree);
        expect(chunks).toHaveLength(Math.ceil(leaves.length / size));
        chunks.forEach((chunk, i) => {
          const part = leaves.slice(i * size, (i + 1) * size);
          expect(chunk).toBe(new Tree8(hasher, PARAMS.chunkDepth, part).root);
        });
      }),
      { numRuns: 15 },
    );
  });

  test.each<[string, readonly bigint[], string]>([
    ['one missing', truth.slice(1), 'count'],
    ['the last missing', truth.slice(0, -1), 'count'],
    ['an empty one more', [...truth, 0n], 'count'],
    ['more than fit', Array<bigint>(8 ** PARAMS.orderDepth + 1).fill(1n), 'count'],
    ['two that changed places', [2n, 1n, ...truth.slice(2)], 'root'],
    ['one replaced', [5n, ...truth.slice(1)], 'root'],
    ['one emptied', [...truth.slice(0, -1), 0n], 'root'],
  ])('is not a list with %s', async (_name, leaves, field) => {
    const fetched = fetchReadingTree(node, ID, leaves);
    await expect(fetched).rejects.toMatchObject(refused('FACT_INVALID', field, 'readings'));
  });

  test.each<[string, (fact: LogFact) => Partial<LogFact>, string]>([
    ['another root', ({ body }) => ({ body: body.with(40, body[40]! ^ 1) }), 'path'],
    ['another count', ({ body }) => ({ body: body.with(32, body[32]! - 1) }), 'path'],
    ['another auction', ({ body }) => ({ body: body.with(0, body[0]! ^ 1) }), 'body'],
    ['no final block', () => ({ finality: factOf(frozenEntry(3, 4n)).finality }), 'finality'],
    ['another entry', () => factOf(rootsEntry(Number(ID), 5n)), 'body'],
  ])('is not shown by an entry of %s', async (_name, change, field) => {
    const logFact: Api['logFact'] = async (args) => {
      const fact = await node.api.logFact(args);
      return { ...fact, ...change(fact) };
    };
    const fetched = fetchReadingTree({ ...node, api: { ...node.api, logFact } }, ID, truth);
    await expect(fetched).rejects.toMatchObject(refused('FACT_INVALID', field, 'readings'));
  });

  test('that has not frozen is not shown', async () => {
    await expect(fetchReadingTree(node, ID + 1n, truth)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('the tree over frozen roots', () => {
  const items = Array.from({ length: 10 }, (_, i) => ({ id: BigInt(100 + i), root: BigInt(i + 1) }));
  const { root } = new Tree8(
    hasher,
    FROZEN_DEPTH,
    items.map((item) => item.root),
  );
  const listing = (told: typeof items) =>
    nodeWith(rootsEntry(items.length, root), {
      // By pages of four.
      frozenReadings: async ({ query }) => ({
        total: told.length,
        items: told.slice(query?.from ?? 0, (query?.from ?? 0) + 4),
      }),
    });

  test('opens every root of the list', async () => {
    const frozen = await fetchFrozenRoots(listing(items));
    expect([frozen.root, frozen.time, frozen.leaves]).toEqual([root, TIME, items.map((item) => item.root)]);
    items.forEach((item, i) => {
      expect(verifyPath(hasher, root, item.root, frozen.path(i))).toBe(true);
    });
  });

  test.each<[string, typeof items, object]>([
    [
      'two swapped',
      [items[1]!, items[0]!, ...items.slice(2)],
      refused('FACT_INVALID', 'root', 'readingRoots'),
    ],
    [
      'one replaced',
      [{ id: 5n, root: 6n }, ...items.slice(1)],
      refused('FACT_INVALID', 'root', 'readingRoots'),
    ],
    ['one missing, of which the log says nothing', items.slice(1), { code: 'NOT_FOUND' }],
  ])('is not a list with %s', async (_name, told, refusal) => {
    await expect(fetchFrozenRoots(listing(told))).rejects.toMatchObject(refusal);
  });
});
