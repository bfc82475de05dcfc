/**
 * The nested rule of ten: whatever meters and totals of others show of a day beside the zones' sets is a union of parts
 * of ten customers or none. It counts customers, not contributors: who off the ledger is away, nobody can prove.
 * docs/protocol/core/parts.md "Measured totals".
 */
import { MIN_GROUP } from '../../params.js';

export interface Asset {
  /** 0: none. */
  readonly parent: number;
  readonly children: readonly number[];
  /** Below it, whatever hangs between. */
  readonly customers: number;
  /** Those that hang in it and in nothing below it. */
  readonly zones: readonly number[];
}

/** A zone on the day, all its tariffs together. */
export interface ZoneDay {
  /** Members of its sets. */
  readonly settled: number;
  /** Live points that the day pins. */
  readonly points: number;
  /** Of these, the open ones, whether or not they settled: what a plant issued is public. */
  readonly open: number;
  /** Each of its sets was published for the day alone; so is a zone without an auction. */
  readonly alone: boolean;
}

/** Of customers below an asset that are in no set, below no measured asset under it and in no total before. */
export interface OthersTotal {
  readonly asset: number;
  readonly customers: number;
  /** Of these, with some energy in every three hours. */
  readonly active: number;
}

/** A day as it stands: what was withdrawn was seen, and stands too. */
export interface MeasuredDay {
  readonly assets: ReadonlyMap<number, Asset>;
  readonly zones: ReadonlyMap<number, ZoneDay>;
  readonly measured: ReadonlySet<number>;
  readonly others: readonly OthersTotal[];
}

/** @returns the asset whose part would be shown if its meter's day were posted: MEASURE_REVEALS; undefined if none */
export function measureReveals(day: MeasuredDay, asset: number): number | undefined {
  const divided = firstUp(day, parentOf(day, asset), (id) => totalledAt(day, id));
  if (divided !== undefined) return divided;
  return revealedAt({ ...day, measured: new Set([...day.measured, asset]) }, asset);
}

/** The same of a total of others. */
export function othersReveal(day: MeasuredDay, total: OthersTotal): number | undefined {
  const { asset, active } = total;
  const divided = firstUp(day, asset, (id) => totalledAt(day, id));
  if (divided !== undefined) return divided;
  const after = { ...day, others: [...day.others, total] };
  if (active - partOf(after, asset).open < MIN_GROUP) return asset;
  return revealedAt(after, asset);
}

/** An asset's part, and that of the nearest measured one above, which what is posted may divide. */
function revealedAt(day: MeasuredDay, asset: number): number | undefined {
  const above = firstUp(day, parentOf(day, asset), (id) => day.measured.has(id));
  return [asset, above].find((id) => id !== undefined && !hidesTen(partOf(day, id)));
}

/** What is in an asset, and below no measured one under it. */
export interface OwnPart {
  readonly customers: number;
  /** In sets, or in totals of others. */
  readonly known: number;
  readonly open: number;
  readonly alone: boolean;
}

/** Ten whom nothing shows are left in it, and so in all of it; or nobody is. */
function hidesTen({ customers, known, open, alone }: OwnPart): boolean {
  const rest = customers - known;
  return alone && (rest === 0 || rest - open >= MIN_GROUP);
}

export function partOf(day: MeasuredDay, asset: number): OwnPart {
  const part = { customers: customersOf(day, asset), known: 0, open: 0, alone: true };
  const visit = (id: number) => {
    for (const zone of zonesOf(day, id)) {
      part.known += zone.settled;
      part.open += zone.open;
      part.alone &&= zone.alone;
    }
    for (const total of day.others) if (total.asset === id) part.known += total.customers;
    for (const child of day.assets.get(id)!.children) {
      if (day.measured.has(child)) part.customers -= customersOf(day, child);
      else visit(child);
    }
  };
  visit(asset);
  return part;
}

/** As it is said, or as many points as are live there, if more. */
function customersOf(day: MeasuredDay, asset: number): number {
  const points = (id: number): number =>
    zonesOf(day, id).reduce((sum, zone) => sum + zone.points, 0) +
    day.assets.get(id)!.children.reduce((sum, child) => sum + points(child), 0);
  return Math.max(day.assets.get(asset)!.customers, points(asset));
}

const zonesOf = ({ assets, zones }: MeasuredDay, id: number) =>
  assets.get(id)!.zones.flatMap((zone) => zones.get(zone) ?? []);

const parentOf = ({ assets }: MeasuredDay, id: number) => assets.get(id)!.parent;

const totalledAt = ({ others }: MeasuredDay, id: number) => others.some((total) => total.asset === id);

/** The first of this asset and those above it, up to the nearest measured one, that is so. */
function firstUp(day: MeasuredDay, from: number, is: (id: number) => boolean): number | undefined {
  for (let id = from; id !== 0; id = parentOf(day, id)) {
    if (is(id)) return id;
    if (day.measured.has(id)) return undefined;
  }
  return undefined;
}
