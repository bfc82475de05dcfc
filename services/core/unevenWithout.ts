import { allItems } from '@veilgrid/client-sdk/client/submit';
import { type Uneven, unevenIn } from '@veilgrid/protocol/core/evenGroup';
import { ensure, fail } from '@veilgrid/protocol/errors';
import type { Api } from '@veilgrid/protocol/routes';

/**
 * By whose day cap a group would be uneven without one of its points: no later day of it opens then, until the
 * larger one is changed. To be asked before a revocation.
 * @throws ProtocolError POSITION_EMPTY, POINT_REVOKED
 */
export async function unevenWithout(api: Api, position: number): Promise<Uneven | undefined> {
  const points = await allItems((query) => api.points({ query }));
  const leaving = points.find((point) => point.position === position);
  if (!leaving) throw fail('POSITION_EMPTY', { field: 'position' });
  ensure(!leaving.revoked, 'POINT_REVOKED', { field: 'position' });
  const { zone, tariffId } = leaving;
  const stays = (p: typeof leaving) =>
    p !== leaving && !p.revoked && p.zone === zone && p.tariffId === tariffId;
  return unevenIn(points.filter(stays));
}
