/** A payer's slip on its way to the issuer, as a JSON file. protocol/core/money.md, mintNote. */
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { ensure, fail } from '../../errors.js';
import { type Genesis, genesisHashHex } from '../genesis.js';
import { decodeExact } from '../ssz.js';
import { ProvenSlip } from './slip.js';

const SlipJson = z.strictObject({
  version: z.literal(1),
  genesisHash: z.string().regex(/^[0-9a-f]{64}$/),
  /** SSZ of a ProvenSlip. */
  slip: z
    .string()
    .length(2 * ProvenSlip.fixedSize!)
    .regex(/^[0-9a-f]+$/),
});
export type SlipJson = z.infer<typeof SlipJson>;

export function slipToJson(genesis: Genesis, slip: ProvenSlip): SlipJson {
  return {
    version: 1,
    genesisHash: genesisHashHex(genesis),
    slip: bytesToHex(ProvenSlip.serialize(slip)),
  };
}

/** Its proof is the node's to check. @throws ProtocolError MALFORMED, FIELD_NOT_CANONICAL, GENESIS_INVALID */
export function parseSlip(genesis: Genesis, input: unknown): ProvenSlip {
  const parsed = SlipJson.safeParse(input);
  if (!parsed.success) {
    throw fail('MALFORMED', { field: ['slip', ...(parsed.error.issues[0]?.path ?? [])].join('.') });
  }
  const { genesisHash, slip } = parsed.data;
  ensure(genesisHash === genesisHashHex(genesis), 'GENESIS_INVALID', {
    field: 'slip.genesisHash',
    reason: 'the slip is for another chain',
  });
  return decodeExact(ProvenSlip, hexToBytes(slip), 'slip.slip');
}
