/** What a chain needs before its first market day. */
import type { Kind } from '@veilgrid/protocol/kinds';
import { ROLES } from '@veilgrid/protocol/roles';
import type { BodyOf } from './chain.js';
import type { Party } from './party.js';
import { slipOf } from './slip.js';

/** Whoever gives transactions the sequence numbers that are due: a chain in memory, a list to be signed. */
export interface Sender {
  send<K extends Kind>(kind: K, body: BodyOf<K>): void;
}

export const ROLE_FUNDS = 1_000_000_000_000n;

export function fundRoles(chain: Sender, value = ROLE_FUNDS): void {
  for (const account of [ROLES.supplier, ROLES.operator, ROLES.regulator]) {
    chain.send('mintAccount', { account, value });
  }
}

/** Money and a point for each. */
export function settleIn(chain: Sender, parties: readonly Party[]): void {
  for (const { note, point } of parties) {
    chain.send('mintNote', slipOf(note));
    chain.send('enrolPoint', point);
  }
}
