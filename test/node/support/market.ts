import { PROOF_BYTES } from '@veilgrid/protocol/core/crypto/proof';
import { emptyRoots } from '@veilgrid/protocol/core/crypto/tree';
import { type Bodies, type Kind, signersOf } from '@veilgrid/protocol/kinds';
import type { Role } from '@veilgrid/protocol/roles';
import type { Tx } from '@veilgrid/protocol/tx';
import { blindOrder } from '../../state/support/blindOrder.js';
import type { BodyOf } from '../../state/support/chain.js';
import { fundRoles, type Sender } from '../../state/support/foundation.js';
import { Party } from '../../state/support/party.js';
import { slotOf } from '../../state/support/slot.js';
import { openBody, TERMS, tariffBody } from '../../state/support/terms.js';
import { genesis, signedTx } from './chain.js';
import { hasher } from './ledger.js';

export const SLOT = slotOf(0, genesis.chainId);
export const GATE = SLOT.times.gate;
export const { auctionId } = SLOT;

/** Signed, with the sequence numbers that are due when all of it is sent in order. */
class SignedList implements Sender {
  readonly txs: Tx[] = [];
  readonly #next = new Map<Role, bigint>();

  send<K extends Kind>(kind: K, body: BodyOf<K>): void {
    const [role] = signersOf({ kind, body } as unknown as Tx);
    const sequence = this.#next.get(role!) ?? 0n;
    this.#next.set(role!, sequence + 1n);
    this.txs.push(signedTx(kind, { ...body, sequence } as unknown as Bodies[K]));
  }
}

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
