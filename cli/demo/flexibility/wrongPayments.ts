/** Payments of a called need that the ledger refuses. */
import { memoryTxStore, Wallet } from '@veilgrid/client-sdk';
import { submitBytes, submitTx } from '@veilgrid/client-sdk/client/submit';
import type { OfferPayment } from '@veilgrid/client-sdk/flexibility/ownPayment';
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { decodeTx, encodeTx, type Tx, type TxOf } from '@veilgrid/protocol/tx';
import type { Refusals } from '../core/refusals.js';
import type { FlexTown, Member } from './flexTown.js';

/** Bits of a half hour in a word of energy, and half hours of a word. */
const [ENERGY_BITS, PER_WORD] = [42, 6];

/**
 * Delivers; but what its wallet sends is sent first with a Wh more, and as a claim.
 * @param k a called half hour
 */
export async function deliverMore(
  { access }: FlexTown,
  { keys }: Member,
  needId: bigint,
  k: number,
  refusals: Refusals,
): Promise<OfferPayment> {
  const { api, genesis } = access;
  const submit: typeof api.submit = async (args) => {
    const tx = decodeTx(genesis.profile, args.body.tx);
    if (tx.kind === 'deliver') {
      await refusals.expect('a delivery of a Wh more than was', 'PROOF_INVALID', () =>
        submitBytes(api, encodeTx(genesis.profile, withMore(tx, k))),
      );
      await refusals.expect('a claim of a called need', 'CALLED', () =>
        submitTx(api, genesis.profile, asClaim(tx)),
      );
    }
    return api.submit(args);
  };
  const wallet = new Wallet({ ...access, api: { ...api, submit }, keys }, memoryTxStore());
  return wallet.flexibility.settle(needId);
}

function withMore(tx: TxOf<'deliver'>, k: number): Tx {
  const more = 1n << BigInt(ENERGY_BITS * (k % PER_WORD));
  const at = Math.floor(k / PER_WORD);
  const lanes = tx.body.lanes.map((lane, w) => (w === at ? mod(lane + more) : lane));
  return { ...tx, body: { ...tx.body, lanes } };
}

function asClaim({ body, proofs }: TxOf<'deliver'>): Tx {
  const { auctionId: _, ...fields } = body;
  return { kind: 'claim', body: { ...fields, lanes: body.lanes.slice(-2) }, proofs, signatures: [] };
}
