import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { Prover } from '@veilgrid/protocol/prover';
import type { Api } from '@veilgrid/protocol/routes';
import type { WalletKeys } from './keys.js';

/** What every action of a wallet needs. */
export interface WalletContext {
  readonly genesis: Genesis;
  readonly hasher: Hasher;
  readonly prover: Prover;
  readonly api: Api;
  readonly keys: WalletKeys;
  /** Further nodes, asked for the headers of the same heights before anything is signed. */
  readonly peers?: readonly Api[];
  /** Unix seconds; default: the machine's clock. */
  readonly clock?: () => number;
}
