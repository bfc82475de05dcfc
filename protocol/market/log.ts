import { logEntry } from '../core/log.js';
import { container, Fr, listOf, Money, U32 } from '../core/ssz.js';
import { MAX_GROUP } from '../params.js';

/** The market's entries of the log. */
export const MARKET_LOG = {
  /** The money that a publication opened; the energy stands in core's `sum`. */
  aggregate: logEntry({
    name: 'aggregate',
    body: container({
      /** Under which the set is published. */
      auctionId: Fr,
      /** The auctions summed, that one last. */
      auctions: listOf(Fr, MAX_GROUP),
      members: U32,
      refund: Money,
      network: Money,
      shortfall: Money,
      /** Of the orders that settled. */
      deposit: Money,
    }),
    keyBytes: 32,
  }),
} as const;
