import { readRootOf } from '@veilgrid/protocol/flexibility/readRoot';
import type { NeedBaseline } from '@veilgrid/protocol/flexibility/terms';
import type { Api } from '@veilgrid/protocol/routes';
import type { WatchedChain } from './follow/needBooks.js';
import type { ToldNeed } from './follow/needs.js';

/** Asks a node for what payments of a need are proven with beside what final blocks show. */
export async function toldNeed(
  api: Pick<Api, 'need' | 'readingChunks'>,
  { genesis, hasher }: WatchedChain,
  needId: bigint,
  areaId: number,
): Promise<ToldNeed> {
  const { share, day, days, factors, auctions } = await api.need({ params: { needId } });
  if (!factors) return { share, baseline: undefined, auctionRoots: new Map() };
  const rootOf = (chunks: readonly bigint[]) => readRootOf(hasher, genesis.params, chunks);
  const treesOf = async (of: number) => (await api.readingChunks({ params: { areaId, day: of } })).items;
  // One that was opened later is none of the need's.
  const own = (await treesOf(day)).filter(({ auctionId }) => auctions.includes(auctionId));
  const listed = await Promise.all(days.map(treesOf));
  const baseline: NeedBaseline = {
    factors,
    days,
    readRoot: rootOf(own.flatMap(({ chunks }) => chunks)),
    readRoots: listed.map((trees) => rootOf(trees.flatMap(({ chunks }) => chunks))),
  };
  const auctionRoots = new Map(own.map(({ auctionId, chunks }) => [auctionId, rootOf(chunks)]));
  return { share, baseline, auctionRoots };
}
