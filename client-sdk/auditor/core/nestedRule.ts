/** Whether a meter's day or a total of others would show fewer than ten customers. docs/protocol/core/parts.md "Measured totals". */
import type { MeasuredDay, OthersTotal } from '@veilgrid/protocol/core/measures/nestedRule';
import { MIN_GROUP } from '@veilgrid/protocol/params';

/** @returns the asset whose part would be shown, if any */
export function meterShows(day: MeasuredDay, asset: number): number | undefined {
  const divided = pathUp(day, day.assets.get(asset)!.parent).find((id) => hasTotal(day, id));
  return divided ?? shownAfter({ ...day, measured: new Set(day.measured).add(asset) }, asset);
}

/** @returns the asset whose part would be shown, if any */
export function totalShows(day: MeasuredDay, total: OthersTotal): number | undefined {
  const { asset, active } = total;
  const divided = pathUp(day, asset).find((id) => hasTotal(day, id));
  if (divided !== undefined) return divided;
  if (active < MIN_GROUP + openIn(day, asset)) return asset;
  return shownAfter({ ...day, others: [...day.others, total] }, asset);
}

const hasTotal = ({ others }: MeasuredDay, id: number) => others.some(({ asset }) => asset === id);

function shownAfter(day: MeasuredDay, asset: number): number | undefined {
  const above = pathUp(day, day.assets.get(asset)!.parent).at(-1);
  const parts = above !== undefined && day.measured.has(above) ? [asset, above] : [asset];
  return parts.find((id) => !isHidden(day, id));
}

/** From an asset up to the nearest measured one, or to the root. */
function pathUp(day: MeasuredDay, from: number): number[] {
  if (from === 0) return [];
  return day.measured.has(from) ? [from] : [from, ...pathUp(day, day.assets.get(from)!.parent)];
}

/** Assets whose zones and totals are of this one's own part. */
function assetsIn(day: MeasuredDay, asset: number): number[] {
  return [...day.assets.keys()].filter((id) => {
    for (let at = id; at !== 0; at = day.assets.get(at)!.parent) {
      if (at === asset) return true;
      if (day.measured.has(at)) return false;
    }
    return false;
  });
}

const zonesIn = (day: MeasuredDay, asset: number) =>
  assetsIn(day, asset)
    .flatMap((id) => day.assets.get(id)!.zones)
    .flatMap((zone) => day.zones.get(zone) ?? []);

const openIn = (day: MeasuredDay, asset: number) =>
  zonesIn(day, asset).reduce((sum, { open }) => sum + open, 0);

/** What is in an asset and below no measured one under it: its customers, and how many of its points are open. */
export function ownPart(
  day: MeasuredDay,
  asset: number,
): { readonly customers: number; readonly open: number } {
  const inside = new Set(assetsIn(day, asset));
  const below = [...day.assets]
    .filter(([id, { parent }]) => inside.has(parent) && !inside.has(id))
    .map(([id]) => customersOf(day, id));
  const customers = below.reduce((rest, part) => rest - part, customersOf(day, asset));
  return { customers, open: openIn(day, asset) };
}

function isHidden(day: MeasuredDay, asset: number): boolean {
  const inside = new Set(assetsIn(day, asset));
  const zones = zonesIn(day, asset);
  const { customers, open } = ownPart(day, asset);
  const shown = [
    ...zones.map(({ settled }) => settled),
    ...day.others.filter((total) => inside.has(total.asset)).map((total) => total.customers),
  ];
  const left = shown.reduce((rest, part) => rest - part, customers);
  return zones.every(({ alone }) => alone) && (left === 0 || left >= MIN_GROUP + open);
}

function customersOf(day: MeasuredDay, asset: number): number {
  const everywhere = { ...day, measured: new Set<number>() };
  const live = zonesIn(everywhere, asset).reduce((sum, { points }) => sum + points, 0);
  return Math.max(live, day.assets.get(asset)!.customers);
}
