import type { FinalHeaders, LogFact } from '@veilgrid/protocol/core/fact';
import { U32 } from '@veilgrid/protocol/core/ssz';
import { FLEXIBILITY_LOG } from '@veilgrid/protocol/flexibility/log';
import { decodeHeld, verifyLogFact } from '../fact.js';
import type { TrustedChain } from '../market/auction.js';
import { ofFact } from '../signedFact.js';

/** The register that a day's first need pinned. */
export interface PinnedRegister {
  readonly root: bigint;
  /** How many changes had led there. */
  readonly changes: number;
  readonly final: FinalHeaders;
}

/** @throws ProtocolError FACT_INVALID */
export function verifyRegister(
  { genesis }: Pick<TrustedChain, 'genesis'>,
  day: number,
  fact: LogFact,
): PinnedRegister {
  const { name, body: type } = FLEXIBILITY_LOG.dayFlex;
  return ofFact(name, () => {
    verifyLogFact(genesis, { name, key: U32.serialize(day) }, fact);
    const { root, changes } = decodeHeld(type, fact.body, 'body');
    return { root, changes, final: { headers: fact.headers.slice(-1), finality: fact.finality } };
  });
}
