import { PROOF_BYTES } from '@veilgrid/protocol/core/crypto/proof';
import { emptyRoots } from '@veilgrid/protocol/core/crypto/tree';
import type { Tx } from '@veilgrid/protocol/tx';
import { blindOrder } from '../../state/support/blindOrder.js';
import { fundRoles } from '../../state/support/foundation.js';
import { Party } from '../../state/support/party.js';
import { slotOf } from '../../state/support/slot.js';
import { openBody, TERMS, tariffBody } from '../../state/support/terms.js';
import { genesis } from './chain.js';
import { hasher } from './ledger.js';
import { SignedList } from './signedList.js';

export const SLOT = slotOf(0, genesis.chainId);
export const GATE = SLOT.times.gate;
export const { auctionId } = SLOT;

/** Role transactions up to an open auction of ten points. */
export function openDay(): Tx[] {
  const list = new SignedList();
  fundRoles(list);
  for (let i = 0; i < 10; i++) list.send('enrolPoint', new Party(i).point);
  list.send('publishTariff', tariffBody(SLOT.day));
  list.send('openAuction', openBody(SLOT));
  return list.txs;
}

/** An order whose proof is nonsense. */
export function order(seed: bigint): Tx {
  const noteRoot = emptyRoots(hasher, genesis.params.noteDepth).at(-1)!;
  const body = blindOrder(seed, auctionId, noteRoot, TERMS.tiers[0]!);
  return { kind: 'order', body, proofs: new Uint8Array(PROOF_BYTES), signatures: [] };
}
