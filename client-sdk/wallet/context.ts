import type { Genesis } from '@veilgrid/protocol/genesis';
import type { Hasher } from '@veilgrid/protocol/hash';
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

export type AuctionEntry = RouteResponse<'auction'>;
/** A point as one transaction left it. */
export type PointEntry = RouteResponse<'pointChanges'>['items'][number];
