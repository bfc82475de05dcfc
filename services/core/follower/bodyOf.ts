import type { Genesis } from '@veilgrid/protocol/core/genesis';
import type { Bodies, Kind } from '@veilgrid/protocol/kinds';
import { decodeTx } from '@veilgrid/protocol/tx';
import { impossible } from './watch.js';

/** What a kept transaction says. @param tx as it stands in its block */
export function bodyOf<K extends Kind>(
  genesis: Pick<Genesis, 'profile'>,
  kind: K,
  tx: Uint8Array,
): Bodies[K] {
  const decoded = decodeTx(genesis.profile, tx);
  if (decoded.kind !== kind) throw impossible(`no ${kind}`);
  return decoded.body as Bodies[K];
}
