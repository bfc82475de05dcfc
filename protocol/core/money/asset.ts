/** Assets beside money. protocol/core/money.md "Assets". */
import { TAGS } from '../../tags.js';
import { type Hasher, hash } from '../crypto/hash.js';

/** Nobody exchanges an asset whose time to be live is this. */
export const FROZEN = 2n ** 64n - 1n;

/**
 * The id of a module's asset: no other module can make one of the same id.
 * @param module the hundreds of its error numbers
 * @param parts what the module tells its assets apart by, always as many for one purpose
 */
export function assetIdOf(hasher: Hasher, module: number, parts: readonly bigint[]): bigint {
  return hash(hasher, TAGS.ASSET, [BigInt(module), ...parts]);
}
