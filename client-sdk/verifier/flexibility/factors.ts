/** A reference's set as the log has it. docs/protocol/flexibility.md "Baseline". */
import { signed } from '@veilgrid/protocol/core/crypto/field';
import type { LogFact } from '@veilgrid/protocol/core/fact';
import { CORE_LOG } from '@veilgrid/protocol/core/groups/log';
import { Fr } from '@veilgrid/protocol/core/ssz';
import type { ReferenceDay, ReferenceFigure } from '@veilgrid/protocol/flexibility/factors';
import { decodeHeld, verifyLogFact } from '../fact.js';
import type { TrustedChain } from '../market/auction.js';
import { ofFact } from '../signedFact.js';

/** Half hours of a word. */
const PERIODS = 6;

/**
 * @param until the set counts if both roles had opened it before, Unix seconds
 * @returns undefined where it does not count: opened later, or with others
 * @throws ProtocolError FACT_INVALID
 */
export function verifyReference(
  { genesis }: Pick<TrustedChain, 'genesis'>,
  auctionId: bigint,
  until: bigint,
  fact: LogFact,
): ReferenceDay | undefined {
  const { name, body: type } = CORE_LOG.sum;
  return ofFact(name, () => {
    const { time } = verifyLogFact(genesis, { name, key: Fr.serialize(auctionId) }, fact);
    const { auctions, members, words } = decodeHeld(type, fact.body, 'body');
    if (time >= until || auctions.length !== 1) return undefined;
    const figures = Array.from({ length: genesis.params.K }, (_, k): ReferenceFigure => {
      const sides = ((words.both >> Math.floor(k / PERIODS)) & 1) === 1;
      if (!sides) return { net: signed(words.nets[k]!) };
      return { imported: words.imports[k]!, exported: words.exports[k]! };
    });
    return { members, figures };
  });
}
