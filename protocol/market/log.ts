import { logEntry } from '../core/log.js';
import { container, Fr, listOf, Money, U32, U64 } from '../core/ssz.js';
import { MAX_GROUP, paramsOf } from '../params.js';

const { K: MAX_PERIODS } = paramsOf('full');

/** The market's entries of the log. */
export const MARKET_LOG = {
  /** What a publication opened. */
  aggregate: logEntry({
    name: 'aggregate',
    body: container({
      /** Under which the set is published. */
      auctionId: Fr,
      /** The auctions summed, that one last. */
      auctions: listOf(Fr, MAX_GROUP),
      members: U32,
      /** Wh by settlement period. */
      imports: listOf(U64, MAX_PERIODS),
      exports: listOf(U64, MAX_PERIODS),
      refund: Money,
      network: Money,
      shortfall: Money,
      /** Signed, modulo r. */
      tradeNet: Fr,
    }),
    keyBytes: 32,
  }),
} as const;
