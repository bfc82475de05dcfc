import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { Prover } from '@veilgrid/protocol/prover';
import type { Api } from '@veilgrid/protocol/routes';
import type { VerifyMany } from '../verifier/proof.js';
import type { WalletKeys } from './keys.js';

/**
 * What a wallet asks of a result before it settles: `signed`, that the operator signed it and a final block holds it;
 * `full`, its proofs too, of all clearing batches and of the close. These are a few kB for every fourteen orders, for
 * gateways and desktops: a false result gains nothing but a wrong bill, in public, for every auditor to see.
 */
export type Verify = 'signed' | 'full';

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
  /** Default `signed`: see `Verify`. */
  readonly verify?: Verify;
  /** With `full`; default: the SDK's own. */
  readonly verifyMany?: VerifyMany;
}
