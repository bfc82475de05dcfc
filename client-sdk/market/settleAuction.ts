/** What a settlement takes from its auction, and the terms under which it is masked. protocol/market.md "Terms". */
import { ensure } from '@veilgrid/protocol/errors';
import type { SettleAuction } from '@veilgrid/protocol/market/settlement';
import { termsOf } from '@veilgrid/protocol/market/terms';
import { MONEY } from '@veilgrid/protocol/params';
import type { WalletContext } from '../wallet/context.js';
import { marketOf, type TrustedAuction } from './auction.js';

/** How a settlement comes: in its time, or as a late bill. */
export interface SettleForm {
  readonly late: boolean;
  /** Of the list before settlement. */
  readonly statusDigest: Uint8Array;
}

/** @throws ProtocolError SETTLEMENT_NOT_OPEN before the auction is closed or void */
export function settleAuctionOf(
  { genesis }: Pick<WalletContext, 'genesis'>,
  auction: Pick<TrustedAuction, 'entry' | 'void'>,
  { late, statusDigest }: SettleForm,
): SettleAuction {
  const { entry } = auction;
  ensure(entry.result !== undefined, 'SETTLEMENT_NOT_OPEN', { phase: entry.phase });
  const market = marketOf(entry);
  const input = {
    auctionId: entry.auctionId,
    groupId: entry.auctionId,
    chainId: genesis.chainId,
    zone: entry.zone,
    tariffId: entry.tariffId,
    day: entry.day,
    asset: MONEY,
    dsoDataKey: genesis.dsoDataKey,
    market: late ? { ...market, fixedPerDay: market.fixedPerDay + genesis.lateFee } : market,
    orderCount: entry.orders,
    orderRoot: entry.orderRoot,
    void: auction.void,
    result: entry.result,
    statusDigest,
    late,
  };
  return { ...input, terms: termsOf(genesis.profile, input) };
}
