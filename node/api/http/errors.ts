import { ERROR_NUMBERS, type ErrorCode, fail, ProtocolError } from '@veilgrid/protocol/errors';

const HTTP_STATUS: Partial<Record<ErrorCode, number>> = {
  TOO_LARGE: 413,
  SEQUENCE_WRONG: 409,
  AUCTION_UNKNOWN: 404,
  AREA_UNKNOWN: 404,
  NEED_UNKNOWN: 404,
  PARTY_UNKNOWN: 404,
  PURPOSE_UNKNOWN: 404,
  CONSENT_UNKNOWN: 404,
  NETWORK_ASSET_UNKNOWN: 404,
  MEMPOOL_FULL: 503,
  NOT_FOUND: 404,
  BAD_REQUEST: 400,
  UNAUTHORISED: 401,
  PRODUCTION_REFUSES: 403,
  RATE_LIMITED: 429,
  STORE_DAMAGED: 503,
  STORE_LOCKED: 503,
  STORE_GONE: 503,
  STORE_BEHIND: 503,
  INTERNAL: 500,
};

/** Malformed is 400, not allowed to sign is 403, bad proof is 422, against the ledger's state is 409. */
export function httpStatus(code: ErrorCode): number {
  const group = Math.floor(ERROR_NUMBERS[code] / 100);
  return HTTP_STATUS[code] ?? (group === 1 ? 400 : group === 2 ? 403 : group === 9 ? 422 : 409);
}

/** Errors of express and body-parser, which carry a status and sometimes a type. */
interface HttpError {
  readonly status?: unknown;
  readonly type?: unknown;
}

/** What the caller may know of anything that was thrown; undefined where it is our own fault. */
export function refusalOf(error: unknown): ProtocolError | undefined {
  if (error instanceof ProtocolError) return error;
  const { status, type } = error as HttpError;
  if (status === 413) return fail('TOO_LARGE', { field: 'body' });
  if (typeof status !== 'number' || status >= 500) return undefined;
  if (typeof type === 'string') return fail('BAD_REQUEST', { field: 'body', reason: type });
  return fail('BAD_REQUEST', { field: 'path' });
}
