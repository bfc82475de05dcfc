import { countsFrom } from '@veilgrid/protocol/core/groups/words';
import type { Params } from '@veilgrid/protocol/params';
import type { Api } from '@veilgrid/protocol/routes';

/** How three hours of a published day are shown. */
export interface WordFigures {
  /** First settlement period. */
  readonly from: number;
  readonly shows: 'both' | 'net';
  /** Households that imported in every period of this word and its neighbour, and exported in every one of it. */
  readonly importers: number;
  readonly exporters: number;
}

/** What is shown of a day's published set, and over how many. */
export interface DayFigures {
  readonly auctions: readonly bigint[];
  readonly members: number;
  /** Households of the day itself that used or fed in something in every word. */
  readonly active: number;
  readonly words: readonly WordFigures[];
}

const PER_WORD = 6;

/**
 * What a published day shows of those in it: of one's own zone and tariff before one joins it, and of one's own days
 * after. Where a side has fewer than ten, the money rows may say more of it than one likes.
 * @throws ProtocolError NOT_FOUND while the day is not published
 */
export async function dayFigures(
  { api, genesis }: { readonly api: Api; readonly genesis: { readonly params: Params } },
  auctionId: bigint,
): Promise<DayFigures> {
  const { auctions, members, both, counts: lanes } = await api.aggregate({ params: { auctionId } });
  const counts = countsFrom(genesis.params, lanes);
  const words = counts.exports.map((exporters, w): WordFigures => {
    const shows = ((both >> w) & 1) === 1 ? 'both' : 'net';
    return { from: PER_WORD * w, shows, importers: counts.imports[w >> 1]!, exporters };
  });
  return { auctions, members, active: counts.active, words };
}
