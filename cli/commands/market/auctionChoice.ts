import { auctionIdOf } from '@veilgrid/protocol/market/auction';
import type { RouteResponse } from '@veilgrid/protocol/routes';
import type { Client } from '../../client.js';
import type { AuctionOptions } from './auctionOptions.js';

export function auctionNumber(
  { genesis, hasher }: Client,
  { auction, zone, tariff, day }: AuctionOptions,
): bigint {
  return auction ?? auctionIdOf(hasher, genesis.chainId, { zone, tariffId: tariff, day: day! });
}

/** @throws ProtocolError AUCTION_UNKNOWN */
export function fetchEntry(client: Client, options: AuctionOptions): Promise<RouteResponse<'auction'>> {
  return client.api.auction({ params: { auctionId: auctionNumber(client, options) } });
}
