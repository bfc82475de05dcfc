/** Areas: where congestion is managed, and where the homes in them settle. docs/protocol/flexibility.md "Objects". */
import { container, type Infer, listOf, U32, U64 } from '../core/ssz.js';

export const MAX_PLACES = 16;
export const MAX_ZONES = 8;

export const areaFields = {
  areaId: U32,
  /** Feeders or substations, ascending. */
  places: listOf(U32, MAX_PLACES),
  /** Zones of the market, ascending: readings of the area's homes lie there. */
  zones: listOf(U32, MAX_ZONES),
} as const;

/** Published once, never changed. */
export const AreaRecord = container(areaFields);
export type Area = Infer<typeof AreaRecord>;

export const PublishAreaBody = container({ sequence: U64, ...areaFields });
export type PublishAreaBody = Infer<typeof PublishAreaBody>;

/** Two areas overlap where they share a place: a call over one is a call over homes of the other. */
export function overlaps(a: Pick<Area, 'places'>, b: Pick<Area, 'places'>): boolean {
  return a.places.some((place) => b.places.includes(place));
}
