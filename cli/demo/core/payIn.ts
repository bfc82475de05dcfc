/** Money paid in by slips: the payer proves what its note is worth, and the issuer signs without knowing whose it is. */
import { mintNote } from '@veilgrid/services';
import type { Household } from '../town/household.js';
import type { Services } from '../town/services.js';
import type { Refusals } from './refusals.js';

/** @param notes how many, of `value` (1e-8 currency) each */
export async function payIn(
  { issuer }: Pick<Services, 'issuer'>,
  { wallet }: Pick<Household, 'wallet'>,
  { notes, value }: { readonly notes: number; readonly value: bigint },
  done: () => void,
): Promise<void> {
  for (let i = 0; i < notes; i++) {
    await mintNote(issuer, await wallet.mintSlip(value));
    done();
  }
}

/** The same slip a second time: the bank could not tell from a new one, the ledger can. */
export async function payInTwice(
  { issuer }: Pick<Services, 'issuer'>,
  { wallet }: Pick<Household, 'wallet'>,
  value: bigint,
  refusals: Refusals,
): Promise<void> {
  const slip = await wallet.mintSlip(value);
  await mintNote(issuer, slip);
  await refusals.expect('a slip minted twice', 'COMMITMENT_EXISTS', () => mintNote(issuer, slip));
}
