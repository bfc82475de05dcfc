/** Paying in: the payer makes a note of its own, the issuer signs what it is worth. protocol/core/money.md, mintNote. */
import { noteCommitment } from '@veilgrid/protocol/core/money/note';
import { issueCircuitInputs, issueSignals, type ProvenSlip } from '@veilgrid/protocol/core/money/slip';
import { ensure } from '@veilgrid/protocol/errors';
import type { Draft } from '@veilgrid/protocol/kinds';
import { MAX_MONEY, MONEY } from '@veilgrid/protocol/params';
import { provenBytes } from '@veilgrid/protocol/prover';
import { contextOf } from '@veilgrid/protocol/tx';
import type { WalletContext } from '../../wallet/context.js';
import { randomElement } from '../../wallet/random.js';
import { sealTransferMemo } from './transferMemo.js';

/** @param value 1e-8 currency, as much as is paid to the bank. @throws ProtocolError VALUE_OUT_OF_RANGE */
export async function makeMintSlip(
  { genesis, hasher, prover, keys }: Pick<WalletContext, 'genesis' | 'hasher' | 'prover' | 'keys'>,
  value: bigint,
): Promise<ProvenSlip> {
  ensure(value > 0n && value <= MAX_MONEY, 'VALUE_OUT_OF_RANGE', { field: 'value' });
  const { ownerPk } = keys;
  const note = { asset: MONEY, value, ownerPk, rho: randomElement() };
  const slip = { asset: MONEY, value, cm: noteCommitment(hasher, note), memo: sealTransferMemo(keys, note) };
  // The context is over the slip alone, whatever sequence number the issuer signs it with.
  const draft: Draft = { kind: 'mintNote', body: { sequence: 0n, slip } };
  const context = contextOf(genesis.profile, genesis.chainId, draft);
  const inputs = issueCircuitInputs(note, context);
  return { slip, proof: await provenBytes(prover, 'issue', inputs, issueSignals(slip, context)) };
}
