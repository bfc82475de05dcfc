/** What a DSO should know of its own prices before it signs: whom they would pay to bluff, and to waste. */
import type { NeedTerms } from '@veilgrid/protocol/flexibility/need';
import { ceilings } from '@veilgrid/protocol/flexibility/prices';
import { breakEvenShares, inflationMargins } from '@veilgrid/services';
import type { Client } from '../../client.js';
import { table } from '../../terminal/format.js';

export interface NeedCeiling {
  readonly period: number;
  /** The most that a called Wh is paid, 0.01 currency/MWh. */
  readonly ceiling: bigint;
  /** In 1/10,000 of windows: who offers what it does not have gains if it is called in fewer. */
  readonly share: number;
  /** 0.01 currency/MWh that are left of what wasting energy costs; none where more is to be used. */
  readonly margin?: bigint;
}

/** @throws ProtocolError AREA_UNKNOWN, AUCTION_MISSING */
export async function needCeilings({ genesis, api }: Client, need: NeedTerms): Promise<NeedCeiling[]> {
  const { K } = genesis.params;
  const margins = new Map(
    (await inflationMargins(genesis, api, need)).map(({ period, margin }) => [period, margin]),
  );
  const most = ceilings(need);
  return breakEvenShares(K, need).map(({ period, share }) => {
    const margin = margins.get(period);
    return { period, ceiling: most[period]!, share, ...(margin !== undefined && { margin }) };
  });
}

export function ceilingText(all: readonly NeedCeiling[]): string {
  const rows = all.map(({ period, ceiling, share, margin }) =>
    [period, ceiling, `${(share / 100).toFixed(2)} %`, margin ?? '-'].map(String),
  );
  const refused = all.some(({ margin }) => margin !== undefined && margin < 0n);
  return [
    table([['period', 'ceiling', 'break-even', 'inflation margin'], ...rows]),
    'Called in fewer than the break-even share of its windows, an offer of what is not there gains.',
    ...(refused ? ['Below 0, wasting energy for a better baseline may pay: the node may refuse it.'] : []),
  ].join('\n');
}
