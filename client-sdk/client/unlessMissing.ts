import { type ErrorCode, hasCode } from '@veilgrid/protocol/errors';

/**
 * What a node has of something, or undefined where it says that it has nothing.
 * @param unknown codes that say so beside NOT_FOUND
 */
export async function unlessMissing<T>(
  ask: () => Promise<T>,
  ...unknown: readonly ErrorCode[]
): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (['NOT_FOUND', ...unknown].some((code) => hasCode(error, code))) return undefined;
    throw error;
  }
}
