import { ensure } from '@veilgrid/protocol/errors';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { requireAuction } from '../../state/market/auction.js';
import { factAt } from '../core/facts.js';
import type { Handlers } from '../http/handlers.js';
import type { AuctionPlaces } from './auctionPlaces.js';

export function auctionFactHandlers(
  ledger: SoloLedger,
  places: AuctionPlaces,
): Pick<Handlers, 'auctionFacts'> {
  return {
    async auctionFacts({ params: { auctionId } }) {
      const { tariffId, day } = requireAuction(ledger.view, auctionId);
      await places.learn();
      const { openAuction, releaseShare, close, voidAuction, openSettlement } = places.of(auctionId);
      // The view may already show what is not yet flushed.
      ensure(openAuction !== undefined, 'AUCTION_UNKNOWN', { field: 'auctionId' });
      return {
        publishTariff: factAt(ledger, places.ofTariff(tariffId, day)),
        openAuction: factAt(ledger, openAuction),
        ...(releaseShare && { releaseShare: factAt(ledger, releaseShare) }),
        ...(close && { close: factAt(ledger, close) }),
        ...(voidAuction && { voidAuction: factAt(ledger, voidAuction) }),
        ...(openSettlement && { openSettlement: factAt(ledger, openSettlement) }),
      };
    },
  };
}
