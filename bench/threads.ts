import { availableParallelism } from 'node:os';

/** For names of rows: as many threads as pools start when nobody tells them a number. */
export const ALL_THREADS = `all threads (${availableParallelism()})`;
