/** What a zone used in chosen half hours, from its published set. docs/protocol/disclosure.md "Questions", Z_day. */
import { hasBit } from '@veilgrid/protocol/core/bits';
import { signed } from '@veilgrid/protocol/core/crypto/field';
import type { LogFact } from '@veilgrid/protocol/core/fact';
import type { Genesis } from '@veilgrid/protocol/core/genesis';
import { CORE_LOG } from '@veilgrid/protocol/core/groups/log';
import { PERIODS_PER_WORD } from '@veilgrid/protocol/core/groups/words';
import { Fr, type Infer } from '@veilgrid/protocol/core/ssz';
import type { ZoneDay } from '@veilgrid/protocol/disclosure/compile';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { decodeHeld, verifyLogFact } from '../fact.js';
import { ofFact } from '../signedFact.js';

/** A published set. */
export type ShownSet = Infer<(typeof CORE_LOG.sum)['body']>;

/** A zone's day and how much of it is a net. */
export interface ZoneFigure extends ZoneDay {
  /** In how many of the chosen half hours what is left of the net stood for imports, which are never less. */
  readonly nets: number;
}

/**
 * The set that an auction was published in. It is large if it is `group`; else that one took it in.
 * @throws ProtocolError FACT_INVALID
 */
export function verifySet(genesis: Genesis, auctionId: bigint, group: bigint, fact: LogFact): ShownSet {
  const { name, body: type } = CORE_LOG.sum;
  return ofFact(name, () => {
    verifyLogFact(genesis, { name, key: Fr.serialize(group) }, fact);
    const set = decodeHeld(type, fact.body, 'body');
    ensure(set.auctions.includes(auctionId), 'FACT_INVALID', { field: 'auctions' });
    return set;
  });
}

/**
 * Half hour by half hour the imports where both sides are shown, else what is left of a net above 0.
 * @param periods bit a half hour
 */
export function zoneFigure(
  { members, words }: Pick<ShownSet, 'members' | 'words'>,
  periods: bigint,
): ZoneFigure {
  const { imports, nets, both } = words;
  let energy = 0n;
  let netted = 0;
  imports.forEach((imported, k) => {
    if (!hasBit(periods, k)) return;
    if (((both >> Math.floor(k / PERIODS_PER_WORD)) & 1) === 1) energy += imported;
    else {
      const net = signed(nets[k]!);
      if (net > 0n) energy += net;
      netted += 1;
    }
  });
  return { energy, members, nets: netted };
}

/** Nothing compares with nothing. @throws ProtocolError REQUEST_INVALID */
export function ensureFigures(zone: readonly ZoneDay[], field: string): void {
  if (zone.every(({ energy }) => energy === 0n)) throw fail('REQUEST_INVALID', { field });
}
