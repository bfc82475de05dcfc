import { meterKey, type PointRecord } from '@veilgrid/protocol/core/points';
import { ensure } from '@veilgrid/protocol/errors';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import type { WalletContext } from '../../wallet/context.js';
import { fetchFinalHead } from '../../wallet/head.js';

/**
 * A change that brings another meter is posted from the day after the meter was replaced. The day itself is read by
 * the DSO and listed: a change of the same day beside that list would tell whose settlement the listed one is.
 * @param replacedOn days since 1970-01-01 UTC
 * @throws ProtocolError VALUE_OUT_OF_RANGE where a new meter comes without its day, PHASE_WRONG on that day,
 * FACT_INVALID, HEAD_STALE
 */
export async function ensureReplacedBefore(
  ctx: Pick<WalletContext, 'api' | 'genesis' | 'clock'>,
  { before, after }: { readonly before: PointRecord; readonly after: PointRecord },
  replacedOn: number | undefined,
): Promise<void> {
  const [was, is] = [meterKey(before), meterKey(after)];
  if (was.x === is.x && was.y === is.y) return;
  ensure(replacedOn !== undefined, 'VALUE_OUT_OF_RANGE', { field: 'replacedOn' });
  const { header } = await fetchFinalHead(ctx);
  const today = Math.floor(Number(header.time) / SECONDS_PER_DAY);
  ensure(today > replacedOn, 'PHASE_WRONG', { field: 'replacedOn', replacedOn, today });
}
