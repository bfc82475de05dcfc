/** What every client of the node's interface does: follow pages, submit and insist on the outcome. */
import { ERROR_NUMBERS, type ErrorCode, fail, ProtocolError } from './errors.js';
import type { Profile } from './params.js';
import type { Api, RouteResponse } from './routes.js';
import { encodeTx, type Tx } from './tx.js';

interface Page<T> {
  readonly total: number;
  readonly items: readonly T[];
}

/**
 * All items of a paged list, from `from` on.
 * Ends at the total of its last answer, so what it returns is the list as it stood at one block's end.
 * @example await allItems((query) => api.orders({ params: { auctionId }, query }))
 */
export async function allItems<T>(
  list: (query: { from: number }) => Promise<Page<T>>,
  from = 0,
): Promise<T[]> {
  const items: T[] = [];
  for (;;) {
    const page = await list({ from: from + items.length });
    items.push(...page.items);
    if (from + items.length >= page.total || page.items.length === 0) return items;
  }
}

/** The coded refusal behind an error body, INTERNAL if this version does not know its code. */
export function errorFromBody(body: {
  readonly code: string;
  readonly number: number;
  readonly [key: string]: unknown;
}): ProtocolError {
  const { code, number: _, ...data } = body;
  return Object.hasOwn(ERROR_NUMBERS, code)
    ? new ProtocolError(code as ErrorCode, data as ProtocolError['data'])
    : fail('INTERNAL', { remote: code });
}

/**
 * Submits and waits until the transaction is on disk.
 * @throws ProtocolError with the refusal's code, whether at check or inside the block
 */
export function submitTx(api: Api, profile: Profile, tx: Tx): Promise<RouteResponse<'submit'>> {
  return submitBytes(api, encodeTx(profile, tx));
}

export async function submitBytes(api: Api, tx: Uint8Array): Promise<RouteResponse<'submit'>> {
  const status = await api.submit({ body: { tx }, query: { wait: 'committed' } });
  if (status.status === 'rejected') throw status.error ? errorFromBody(status.error) : fail('INTERNAL');
  return status;
}
