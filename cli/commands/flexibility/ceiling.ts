/** What a DSO should know of its own prices before it signs: whom they would pay to bluff, and to waste. */
import type { NeedTerms } from '@veilgrid/protocol/flexibility/need';
import { ceilings } from '@veilgrid/protocol/flexibility/prices';
import type { Buyer } from '@veilgrid/services';
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

/** @throws ProtocolError AREA_UNKNOWN, HEAD_STALE */
export async function needCeilings(buyer: Buyer, need: NeedTerms): Promise<NeedCeiling[]> {
  const { breakEven, margins } = await buyer.ceiling(need);
  const most = ceilings(need);
  return breakEven.map(({ period, share }) => {
    const margin = margins.find((each) => each.period === period)?.margin;
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
