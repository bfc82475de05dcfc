/** The newest block that a node shows, held against a clock of one's own. */
import type { BlockHeader } from '@veilgrid/protocol/core/block';
import type { FinalHeaders } from '@veilgrid/protocol/core/fact';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { verifyHeaders } from './fact.js';
import { ensureHeadIsNear } from './headLag.js';
import { ofFact } from './signedFact.js';

/**
 * A final header of about now.
 * @param now Unix seconds
 * @throws ProtocolError FACT_INVALID; HEAD_STALE with both times
 */
export function verifyHead(genesis: Genesis, answer: FinalHeaders, now: number): BlockHeader {
  const header = ofFact('head', () => verifyHeaders(genesis, answer)).at(-1)!;
  ensureHeadIsNear(genesis, header.time, now);
  return header;
}
