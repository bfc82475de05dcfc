import { hasCode } from '@veilgrid/protocol/errors';

/** What a node has of something, or undefined where it says that it has nothing. */
export async function unlessMissing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (hasCode(error, 'NOT_FOUND')) return undefined;
    throw error;
  }
}
