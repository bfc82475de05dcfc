/** A transaction to be sent, with the sequence number that is due. */
import type { Bodies, Kind } from '@veilgrid/protocol/kinds';
import type { Tx } from '@veilgrid/protocol/tx';
import type { Draft } from './seal.js';

export const draft = <K extends Kind>(
  kind: K,
  body: Omit<Bodies[K], 'sequence'>,
  how: Partial<Draft> = {},
): Draft => ({
  tx: { kind, body: { sequence: 0n, ...body }, proof: new Uint8Array(), signatures: [] } as unknown as Tx,
  ...how,
});
