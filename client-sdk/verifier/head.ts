/** The newest block that a node shows, held against a clock of one's own. */
import type { BlockHeader } from '@veilgrid/protocol/core/block';
import type { FinalHeaders } from '@veilgrid/protocol/core/fact';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { ensure } from '@veilgrid/protocol/errors';
import { verifyHeaders } from './fact.js';
import { ofFact } from './signedFact.js';

/** Seconds that the newest final block may be from one's own clock, either way. */
const MAX_LAG = 300;

/**
 * A final header of about now. A chain whose time is moved by hand has no now; one whose blocks are further apart
 * than a production chain's may be has that much more time.
 * @param now Unix seconds
 * @throws ProtocolError FACT_INVALID; HEAD_STALE with both times
 */
export function verifyHead(genesis: Genesis, answer: FinalHeaders, now: number): BlockHeader {
  const header = ofFact('head', () => verifyHeaders(genesis, answer)).at(-1)!;
  const { clock, blockInterval } = genesis.consensus;
  const lag = Math.abs(now - Number(header.time));
  ensure(clock === 'manual' || lag <= Math.max(MAX_LAG, 2 * blockInterval), 'HEAD_STALE', {
    head: String(header.time),
    clock: String(Math.floor(now)),
  });
  return header;
}
