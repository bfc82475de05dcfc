import type { RouteResponse } from '@veilgrid/protocol/routes';

/** Why a half hour shows its net alone. */
export const NET_ALONE =
  'fewer than ten households import or export in every half hour of these three hours, or some of them were called';

/** A half hour as it was opened, Wh; sides that stay closed are absent. */
export interface ShownPeriod {
  readonly imported?: bigint;
  readonly exported?: bigint;
  readonly net: bigint;
}

const PER_WORD = 6;

export function shownLoad({
  both,
  imports,
  exports,
  nets,
}: Pick<RouteResponse<'aggregate'>, 'both' | 'imports' | 'exports' | 'nets'>): ShownPeriod[] {
  return nets.map((net, k) => {
    if (((both >> Math.floor(k / PER_WORD)) & 1) === 0) return { net };
    const [imported, exported] = [imports[k]!, exports[k]!];
    return { imported, exported, net: imported - exported };
  });
}
