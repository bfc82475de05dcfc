import { signed } from '@veilgrid/protocol/core/crypto/field';
import { ensure } from '@veilgrid/protocol/errors';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { readSum } from '../../state/core/groups/openedSum.js';
import { requireAuction } from '../../state/market/auction.js';
import { heldOf } from '../../state/market/held.js';
import { getPublication } from '../../state/market/publication.js';
import type { Handlers } from '../http/handlers.js';

export function aggregateHandlers({ view }: SoloLedger): Pick<Handlers, 'aggregate'> {
  return {
    aggregate({ params: { auctionId } }) {
      requireAuction(view, auctionId);
      const publication = getPublication(view, auctionId);
      ensure(publication !== undefined, 'NOT_FOUND', { field: 'auctionId', reason: 'not published yet' });
      const { auctions, members, refund, network, shortfall, deposit, ...shared } = publication;
      const host = auctions.at(-1)!;
      const { counts, words } = readSum(view, host);
      const { both, net, imports, exports, nets } = words;
      const { deposits, dsoShare, supplierShare, held } = shared;
      return {
        auctions: [...auctions],
        members,
        counts,
        both,
        net,
        imports,
        exports,
        nets: nets.map(signed),
        refund,
        network,
        shortfall,
        deposit,
        deposits,
        dsoShare,
        supplierShare,
        held,
        heldLeft: heldOf(view, host),
      };
    },
  };
}
