/** What every client of the node's interface does: follow pages, submit and insist on the outcome. */
import { ERROR_NUMBERS, type ErrorCode, fail, ProtocolError } from '@veilgrid/protocol/errors';
import type { Profile } from '@veilgrid/protocol/params';
import type { Api, RouteResponse } from '@veilgrid/protocol/routes';
import { encodeTx, type Tx } from '@veilgrid/protocol/tx';

/** Long enough for a node to start again. */
const ATTEMPTS = 8;
const PAUSE_MS = 500;
/** How often it is asked what became of a transaction: for a minute, as long as blocks may be apart. */
const ASKED = 120;

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

/**
 * The same for bytes. Where the answer is lost the same bytes are sent again, and the ledger takes them once: it
 * knows a transaction by its body, so a second one built instead could pay twice.
 * @throws ProtocolError the refusal; NODE_UNREACHABLE where it stays unknown whether the ledger has it
 */
export async function submitBytes(api: Api, tx: Uint8Array): Promise<RouteResponse<'submit'>> {
  const status = await outcomeOf(api, tx, ATTEMPTS);
  if (status.status === 'rejected') throw status.error ? errorFromBody(status.error) : fail('INTERNAL');
  return status;
}

async function outcomeOf(api: Api, tx: Uint8Array, attempts: number): Promise<RouteResponse<'submit'>> {
  try {
    return await api.submit({ body: { tx }, query: { wait: 'committed' } });
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    const { id } = error.data;
    if (error.code === 'TX_DUPLICATE' && typeof id === 'string') return committed(api, id);
    if (error.code !== 'NODE_UNREACHABLE' || attempts === 1) throw error;
    await pause();
    return outcomeOf(api, tx, attempts - 1);
  }
}

/** What the ledger has taken stands in a block soon, or was dropped on the way there. */
async function committed(api: Api, id: string): Promise<RouteResponse<'submit'>> {
  for (let asked = 0; asked < ASKED; asked++) {
    const found = await api.transaction({ params: { id } });
    if (found.status !== 'accepted') return found;
    await pause();
  }
  throw fail('NODE_UNREACHABLE', { reason: 'accepted, and in no block', id });
}

const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
