import { allItems } from '@veilgrid/client-sdk/client/submit';
import type { PointRecord } from '@veilgrid/protocol/core/points';
import type { Api, RouteResponse } from '@veilgrid/protocol/routes';

/** The live points of an auction's zone and tariff, as they stood when it opened, by position. */
export async function pinnedRecords(
  api: Api,
  { zone, tariffId, pointChanges }: Pick<RouteResponse<'auction'>, 'zone' | 'tariffId' | 'pointChanges'>,
): Promise<Map<number, PointRecord>> {
  const changes = await allItems((query) => api.pointChanges({ query }));
  const latest = new Map(changes.slice(0, pointChanges).map((change) => [change.position, change]));
  const live = [...latest].filter(([, p]) => !p.revoked && p.zone === zone && p.tariffId === tariffId);
  return new Map(live);
}
