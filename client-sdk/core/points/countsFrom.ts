import { dayOf } from '@veilgrid/protocol/core/days';
import { MAX_PAGE } from '@veilgrid/protocol/core/wire';
import { ensure } from '@veilgrid/protocol/errors';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import type { WalletContext } from '../../wallet/context.js';
import { fetchPointChanges } from './points.js';

/**
 * From which day on the newest enrolment, change or revocation of a point counts (days since 1970-01-01 UTC): the
 * days whose points were pinned before it keep the record of then. By what the node says; nothing is built on it.
 * @throws ProtocolError POSITION_EMPTY
 */
export async function countsFrom(
  { api, genesis }: Pick<WalletContext, 'api' | 'genesis'>,
  position: number,
): Promise<number> {
  const changes = await fetchPointChanges({ api });
  const newest = changes.findLastIndex((change) => change.position === position);
  ensure(newest >= 0, 'POSITION_EMPTY', { field: 'position' });
  const today = dayOf((await api.status({})).time);
  // An opening comes before its day, and at most `ahead` before.
  const days = Math.ceil(genesis.windows.ahead / SECONDS_PER_DAY) + 1;
  const { items } = await api.pointDays({ query: { from: today, limit: Math.min(days, MAX_PAGE) } });
  const earlier = items.filter(({ changes: pinned }) => pinned <= newest).map(({ day }) => day);
  return Math.max(today, ...earlier) + 1;
}
