/** What orders and settlements take from an auction, out of the node's answer. */
import { add } from '@veilgrid/protocol/core/crypto/babyjub';
import { zoneTariff } from '@veilgrid/protocol/core/points';
import { ensure } from '@veilgrid/protocol/errors';
import { auctionIdOf, type MarketData, marketData } from '@veilgrid/protocol/market/auction';
import type { OrderAuction } from '@veilgrid/protocol/market/order';
import type { SettleAuction } from '@veilgrid/protocol/market/settlement';
import { MONEY } from '@veilgrid/protocol/params';
import type { RouteResponse } from '@veilgrid/protocol/routes';
import type { WalletContext } from '../wallet/context.js';

/** An auction as the node tells it: prices in 0.01 currency/MWh, money in 1e-8 currency, times in Unix seconds. */
export type AuctionEntry = RouteResponse<'auction'>;

/** The auction as the node tells it, with its id checked. @throws ProtocolError AUCTION_UNKNOWN */
export async function fetchAuction(
  { api, hasher, genesis }: Pick<WalletContext, 'api' | 'hasher' | 'genesis'>,
  auctionId: bigint,
): Promise<AuctionEntry> {
  const entry = await api.auction({ params: { auctionId } });
  const { zone, tariffId, day } = entry;
  const id = auctionIdOf(hasher, genesis.chainId, { zone, tariffId, day });
  ensure(entry.auctionId === auctionId && id === auctionId, 'AUCTION_UNKNOWN', { field: 'auctionId' });
  return entry;
}

/**
 * The market data of an auction as bills are computed from it: prices in 0.01 currency/MWh, K of each; of a void one
 * the fixed charge is less the share of the forfeit.
 * protocol/market.md "Market data of an auction".
 */
export function marketOf(entry: AuctionEntry): MarketData {
  return marketData(entry, entry, entry.share);
}

export function orderAuctionOf(entry: AuctionEntry): OrderAuction {
  return {
    auctionId: entry.auctionId,
    pointRoot: entry.pointRoot,
    zoneTariff: zoneTariff(entry.zone, entry.tariffId),
    key: add(entry.operatorShare, entry.regulatorShare),
    market: marketOf(entry),
  };
}

/** @throws ProtocolError PHASE_WRONG before the auction is closed or void */
export function settleAuctionOf({ genesis }: WalletContext, entry: AuctionEntry): SettleAuction {
  ensure(entry.result !== undefined, 'PHASE_WRONG', { phase: entry.phase });
  return {
    auctionId: entry.auctionId,
    chainId: genesis.chainId,
    day: entry.day,
    orderRoot: entry.orderRoot,
    asset: MONEY,
    dsoDataKey: genesis.dsoDataKey,
    market: marketOf(entry),
    result: entry.result,
  };
}
