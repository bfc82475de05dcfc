/** What a household proves to be paid. */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { claims, deliveries } from '../deliveries.js';
import { proofRows } from '../proofCost.js';
import type { Row } from '../rows.js';

export function paymentRows(hasher: Hasher): Promise<Row[]> {
  return proofRows(hasher, [
    { circuit: 'deliver', input: deliveries(hasher, 1)[0]! },
    { circuit: 'claim', input: claims(hasher, 1)[0]! },
  ]);
}
