import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { Prover } from '@veilgrid/protocol/prover';
import type { Api, RouteResponse } from '@veilgrid/protocol/routes';
import type { WalletKeys } from './keys.js';

/** What every action of a wallet needs. */
export interface WalletContext {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
  readonly prover: Prover;
  readonly api: Api;
  readonly keys: WalletKeys;
}

/** An auction as the node tells it: prices in 0.01 currency/MWh, money in 1e-8 currency, times in Unix seconds. */
export type AuctionEntry = RouteResponse<'auction'>;
/** A connection point as one transaction left it: capacities in Wh, `dayLimit` in 1e-8 currency. */
export type PointEntry = RouteResponse<'pointChanges'>['items'][number];
