/** A household's record as it signed it itself. protocol/market.md "What a wallet builds on". */
import { equalBytes } from '@noble/curves/utils.js';
import { hex } from '@veilgrid/protocol/core/crypto/field';
import { type FinalHeaders, MAX_FACTS } from '@veilgrid/protocol/core/fact';
import { type PointRecord, pointLeaf } from '@veilgrid/protocol/core/points';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { kindOf } from '@veilgrid/protocol/tx';
import { verifySignedFact } from '../../verifier/signedFact.js';
import type { WalletContext } from '../../wallet/context.js';
import type { TxStore } from '../../wallet/txStore.js';

/**
 * A record that the wallet's owner signed and a final block holds. By another one a node could ask about an order:
 * whether it is refused, or which deposit it brings. A record that was replaced since is an own one too; a transaction
 * by it is refused. What was verified once is kept.
 * @param change its place in the list of changes; facts around it are asked for too, not to say whose it is
 * @returns the final header that shows it, where it was not kept
 * @throws ProtocolError FACT_INVALID
 */
export async function verifyOwnRecord(
  { api, genesis, hasher, keys }: WalletContext,
  store: TxStore,
  { point, change }: { readonly point: PointRecord; readonly change: number },
): Promise<FinalHeaders[]> {
  const leaf = pointLeaf(hasher, point);
  const name = `point-${hex(leaf)}.fact`;
  if (await store.find(name)) return [];
  const from = change - (change % MAX_FACTS);
  const { items } = await api.pointFacts({ query: { from, limit: MAX_FACTS } });
  const fact = items[change - from];
  if (!fact) throw fail('FACT_INVALID', { field: 'tx', fact: 'changePoint' });
  const kind = kindOf(fact.tx) === 'enrolPoint' ? 'enrolPoint' : 'changePoint';
  const { body, final } = verifySignedFact(genesis, kind, fact);
  const own = equalBytes(body.ownerSigPk, keys.signPk) && pointLeaf(hasher, body) === leaf;
  ensure(own, 'FACT_INVALID', { field: 'record', fact: kind });
  await store.keep(name, fact.tx);
  return [final];
}
