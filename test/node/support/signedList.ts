import { type Bodies, type Kind, sequencedBy } from '@veilgrid/protocol/kinds';
import type { Tx } from '@veilgrid/protocol/tx';
import type { BodyOf } from '../../state/support/chain.js';
import type { Sender } from '../../state/support/foundation.js';
import { signedTx } from './chain.js';

/** Signed, with the sequence numbers that are due when all of it is sent in order. */
export class SignedList implements Sender {
  readonly txs: Tx[] = [];
  readonly #next = new Map<number, bigint>();

  send<K extends Kind>(kind: K, body: BodyOf<K>): void {
    const signer = sequencedBy({ kind, body } as unknown as Tx);
    const sequence = signer === undefined ? undefined : (this.#next.get(signer) ?? 0n);
    if (signer !== undefined) this.#next.set(signer, sequence! + 1n);
    const sequenced = sequence === undefined ? body : { ...body, sequence };
    this.txs.push(signedTx(kind, sequenced as unknown as Bodies[K]));
  }
}
