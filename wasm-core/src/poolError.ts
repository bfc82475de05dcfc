/** Why a pool did not do a job. */
export type PoolErrorCode = 'QUEUE_FULL' | 'CLOSED' | 'WORKER_FAILED';

export class PoolError extends Error {
  override readonly name = 'PoolError';

  constructor(
    readonly code: PoolErrorCode,
    message: string,
  ) {
    super(message);
  }
}
