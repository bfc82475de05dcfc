/** Deliveries of one need, verified as a block of them is. */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { batchRows } from '../batchCost.js';
import { deliveries } from '../deliveries.js';
import type { Row } from '../rows.js';

const BATCH = 1_000;

export function deliveryRows(hasher: Hasher): Promise<Row[]> {
  const name = `verify a delivery in a batch of ${BATCH} of one need, full profile`;
  return batchRows(hasher, { circuit: 'deliver', inputs: deliveries }, { name, size: BATCH, repeat: 1 });
}
