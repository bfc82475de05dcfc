import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import type { VerifyItem } from '@veilgrid/wasm-core/verifier/verifier';
import { copiedItems } from './copiedProofs.js';
import { settlements } from './settlements.js';

/** `count` valid settlements of one auction. */
export function settleItems(hasher: Hasher, count: number): Promise<VerifyItem[]> {
  return copiedItems(hasher, { circuit: 'settle', inputs: settlements }, count);
}
