/**
 * All readings of a day in an area's zones under one root, from the roots of their chunks: what a listed day is opened
 * under. docs/protocol/flexibility.md "Readings".
 */
import { capacity, type MerklePath } from '@veilgrid/protocol/core/crypto/tree';
import { ensure, fail } from '@veilgrid/protocol/errors';
import type { Area } from '@veilgrid/protocol/flexibility/area';
import { chunkPath, chunksMost, readRootOf } from '@veilgrid/protocol/flexibility/readRoot';
import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import { fetchFrozen } from '../core/readingTrees.js';
import type { OwnReading } from '../market/ownReading.js';
import type { WalletContext } from '../wallet/context.js';

export interface ReadDay {
  readonly root: bigint;
  /** Roots of its auctions' trees. */
  readonly auctionRoots: ReadonlyMap<bigint, bigint>;
  /** Of an own reading, under `root`. @throws ProtocolError FACT_INVALID where its auction was left out */
  path(auctionId: bigint, own: Pick<OwnReading, 'index' | 'path'>): MerklePath;
}

type Asking = Pick<WalletContext, 'api' | 'genesis' | 'hasher'>;

/**
 * Each auction's tree is the one that froze, by the log, and each is of the day and of a zone of the area, in order.
 * That another is left out no fact shows: then terms are others.
 * @param among of the need's own day: no others count
 * @throws ProtocolError NOT_FOUND before they froze, FACT_INVALID
 */
export async function fetchReadDay(
  ctx: Asking,
  { areaId, zones }: Pick<Area, 'areaId' | 'zones'>,
  day: number,
  among?: readonly bigint[],
): Promise<ReadDay> {
  const { hasher, genesis, api } = ctx;
  const { params, chainId } = genesis;
  const told = (await api.readingChunks({ params: { areaId, day } })).items;
  const items = told.filter(({ auctionId }) => among === undefined || among.includes(auctionId));
  const check = (holds: boolean, field: string) =>
    ensure(holds, 'FACT_INVALID', { field, fact: 'readings', day });
  check(among === undefined || items.length === among.length, 'auctions');
  const roots = new Map<bigint, bigint>();
  const firsts = new Map<bigint, number>();
  const chunks: bigint[] = [];
  for (const [i, { auctionId, zone, tariffId, chunks: own }] of items.entries()) {
    const before = items[i - 1];
    const follows = !before || zone > before.zone || (zone === before.zone && tariffId > before.tariffId);
    const named = auctionIdOf(hasher, chainId, { zone, tariffId, day }) === auctionId;
    check(named && follows && zones.includes(zone), 'auctions');
    const { body } = await fetchFrozen(ctx, auctionId);
    check(own.length === Math.ceil(body.count / capacity(params.chunkDepth)), 'count');
    check(readRootOf(hasher, params, own) === body.root, 'chunks');
    roots.set(auctionId, body.root);
    firsts.set(auctionId, chunks.length);
    chunks.push(...own);
  }
  check(chunks.length <= chunksMost(params), 'chunks');
  return {
    root: readRootOf(hasher, params, chunks),
    auctionRoots: roots,
    path(auctionId, { index, path }) {
      const first = firsts.get(auctionId);
      if (first === undefined) throw fail('FACT_INVALID', { field: 'auctions', fact: 'readings', day });
      const chunk = first + Math.floor(index / capacity(params.chunkDepth));
      return [...path.slice(0, params.chunkDepth), ...chunkPath(hasher, params, chunks, chunk)];
    },
  };
}
