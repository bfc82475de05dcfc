import type { VerifyErrorCode, VerifyResult } from './codes.js';
import { VerifierContext } from './context.js';
import { judge } from './judge.js';
import { readKey, type VerificationKeys } from './key.js';
import { type KeyShape, type Packing, pack, type VerifyItem } from './pack.js';

export { VerificationKeyError, VerifyErrorCode, type VerifyResult } from './codes.js';
export type { VerificationKeyJson, VerificationKeys } from './key.js';
export type { VerifyItem } from './pack.js';

export interface Verifier {
  verify(item: VerifyItem): VerifyResult;
  /** Results in the order of the items: the same as of each alone, in the time of a few where there are many. */
  verifyMany(items: readonly VerifyItem[]): VerifyResult[];
}

/**
 * A strict Groth16 verifier on the calling thread: it refuses all that could make one statement have two encodings
 * or a point be outside its group, which snarkjs alone lets through. Throws VerificationKeyError for an unusable key.
 */
export async function createVerifier(keys: VerificationKeys): Promise<Verifier> {
  const context = await VerifierContext.create(Object.values(keys).map(readKey));
  const shapes = shapesOf(keys);
  const verifyMany = (items: readonly VerifyItem[]) => {
    const packing = pack(shapes, items);
    return resultsOf(packing, judge(context, packing.batch));
  };
  return { verifyMany, verify: (item) => verifyMany([item])[0]! };
}

/** Keys by name, with the numbers that a context of these keys has for them. */
export function shapesOf(keys: VerificationKeys): ReadonlyMap<string, KeyShape> {
  return new Map(Object.entries(keys).map(([name, { nPublic }], index) => [name, { index, nPublic }]));
}

/** From the codes of the packed proofs to results of all items. */
export function resultsOf({ refusals, places }: Packing, codes: Uint8Array): VerifyResult[] {
  const all: number[] = [...refusals];
  codes.forEach((code, i) => {
    all[places[i]!] = code;
  });
  return all.map((code) => (code === 0 ? { ok: true } : { ok: false, code: code as VerifyErrorCode }));
}
