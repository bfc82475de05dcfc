/**
 * What is public of a day below one asset, as the nested rule asks: the tree as it stood, its zones' sets and points,
 * the totals that are or were shown. Relies on days that are over: nothing is opened or pinned for them any more.
 * protocol/core/measures.md "Nested rule".
 */
import { isOver } from '@veilgrid/protocol/core/days';
import { hasMeter, type NetworkAsset } from '@veilgrid/protocol/core/measures/asset';
import {
  type Asset,
  type MeasuredDay,
  measureReveals,
  type OthersTotal,
  othersReveal,
  partOf,
  type ZoneDay,
} from '@veilgrid/protocol/core/measures/nestedRule';
import { container, type Infer, U32 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { MIN_GROUP } from '@veilgrid/protocol/params';
import { groupsOf, memberCount, requireGroup, rulesOf } from '../groups/group.js';
import { mergedSet } from '../groups/mergedSet.js';
import { hasSum } from '../groups/openedSum.js';
import { keys } from '../keys.js';
import { dayPoints } from '../points/day.js';
import { pointsAt, tariffsOf } from '../points/group.js';
import { has, read, write } from '../record.js';
import type { StateContext, StateView, StateWriter } from '../view.js';
import { type AssetAt, assetsOn, childrenOf, requireAsset } from './assets.js';

const Others = container({ customers: U32, active: U32 });
type Others = Infer<typeof Others>;

/** Assets above one, up to the nearest measured one: nothing beyond it is divided by what is posted here. */
function aboveOf(view: StateView, at: AssetAt, assetId: number, day: number): NetworkAsset[] {
  const { parent } = at(assetId)!;
  if (parent === 0) return [];
  const above = at(parent)!;
  return has(view, keys.measured(parent, day)) ? [above] : [above, ...aboveOf(view, at, parent, day)];
}

/** Auctions of a zone and day in which somebody settled; the others show nothing. @throws ProtocolError DAY_OPEN */
function settledGroups(ctx: StateContext, view: StateView, zone: number, day: number): bigint[] {
  const groups = groupsOf(view, zone, day).map((id) => requireGroup(view, id));
  // Parts hold whoever settled once more: counted, they would hide whoever did not, or keep the day open for ever.
  const sets = groups.filter((group) => !rulesOf(ctx, group).part);
  const frozen = sets.every(({ freezes }) => freezes <= ctx.time);
  ensure(frozen, 'DAY_OPEN', { field: 'day', zone });
  return sets.map(({ id }) => id).filter((id) => memberCount(view, id) > 0);
}

/** Whether its sums were opened without another's. @throws ProtocolError DAY_OPEN before they are */
function isAlone(ctx: StateContext, view: StateView, id: bigint, zone: number): boolean {
  const set = mergedSet(ctx, view, id);
  const host = set.at(-1);
  const opened = host !== undefined && hasSum(view, host);
  ensure(opened, 'DAY_OPEN', { field: 'day', zone });
  return set.every((other) => other === id || memberCount(view, other) === 0);
}

/** Points of a zone as the day pins them; of a day that nobody pinned as they stand. */
function pointsOf(ctx: StateContext, view: StateView, zone: number, day: number) {
  const { changes } = dayPoints(ctx, view, day);
  const points = tariffsOf(view, zone).flatMap((tariffId) => pointsAt(view, { zone, tariffId }, changes));
  return { points: points.length, open: points.filter(({ open }) => open === 1).length };
}

function setsOf(ctx: StateContext, view: StateView, zone: number, day: number) {
  const groups = settledGroups(ctx, view, zone, day);
  return {
    settled: groups.reduce((sum, id) => sum + memberCount(view, id), 0),
    alone: groups.map((id) => isAlone(ctx, view, id, zone)).every((alone) => alone),
  };
}

function othersAt(view: StateView, { assetId }: NetworkAsset, day: number): OthersTotal[] {
  const total = read(view, keys.otherTotal(assetId, day), Others);
  return total ? [{ asset: assetId, ...total }] : [];
}

/** What the rule is asked of: a part of the tree on a day. */
interface Below {
  readonly top: number;
  readonly day: number;
  readonly isMeasured: (asset: NetworkAsset) => boolean;
  readonly zone: (zone: number) => ZoneDay;
}

function dayBelow(view: StateView, { top, day, isMeasured, zone }: Below): MeasuredDay {
  const at = assetsOn(view, day);
  const assets = new Map<number, Asset>();
  const zones = new Map<number, ZoneDay>();
  const measured = new Set<number>();
  const others: OthersTotal[] = [];
  const visit = (asset: NetworkAsset) => {
    const { assetId } = asset;
    const children = childrenOf(view, at, assetId);
    assets.set(assetId, { ...asset, children: children.map((child) => child.assetId) });
    if (isMeasured(asset)) measured.add(assetId);
    others.push(...othersAt(view, asset, day));
    for (const each of asset.zones) zones.set(each, zone(each));
    for (const child of children) visit(child);
  };
  visit(at(top)!);
  return { assets, zones, measured, others };
}

/** @throws ProtocolError NETWORK_ASSET_UNKNOWN; DAY_OPEN while a zone's sums of the day may still open */
function measuredDay(ctx: StateContext, view: StateView, assetId: number, day: number): MeasuredDay {
  const asset = requireAsset(view, assetId, day);
  ensure(isOver(day, ctx.time), 'DAY_OPEN', { field: 'day' });
  const isMeasured = ({ assetId: id }: NetworkAsset) => has(view, keys.measured(id, day));
  const above = aboveOf(view, assetsOn(view, day), assetId, day);
  const top = above.findLast(isMeasured) ?? asset;
  const below = dayBelow(view, {
    top: top.assetId,
    day,
    isMeasured,
    zone: (zone) => ({ ...pointsOf(ctx, view, zone, day), ...setsOf(ctx, view, zone, day) }),
  });
  if (top !== asset) return below;
  // Nothing above is measured: all that counts of it is whether a total of others would be divided.
  const bare = above.map((each) => [each.assetId, { ...each, children: [], zones: [] }] as const);
  const others = above.flatMap((each) => othersAt(view, each, day));
  return { ...below, assets: new Map([...below.assets, ...bare]), others: [...below.others, ...others] };
}

/** @throws ProtocolError NETWORK_ASSET_UNKNOWN, DAY_OPEN; MEASURE_REVEALS where a part of fewer than ten would show */
export function ensureHides(ctx: StateContext, view: StateView, assetId: number, day: number): void {
  const revealed = measureReveals(measuredDay(ctx, view, assetId, day), assetId);
  ensure(revealed === undefined, 'MEASURE_REVEALS', { field: 'assetId', assetId: revealed });
}

/**
 * A quarter's peak is of the customers below no further meter: whatever these meters may have shown of it is known.
 * @param day of the quarter
 * @throws ProtocolError MEASURE_REVEALS
 */
export function ensurePeakHides(ctx: StateContext, view: StateView, assetId: number, day: number): void {
  const below = dayBelow(view, {
    top: assetId,
    day,
    isMeasured: (asset) => asset.assetId !== assetId && hasMeter(asset),
    zone: (zone) => ({ ...pointsOf(ctx, view, zone, day), settled: 0, alone: true }),
  });
  const { customers, open } = partOf(below, assetId);
  ensure(customers - open >= MIN_GROUP, 'MEASURE_REVEALS', { field: 'assetId', assetId });
}

/**
 * The same of a total that a module publishes of customers who are in no set: balance's otherMetered.
 * @throws ProtocolError MEASURE_EXISTS, and those of `ensureHides`
 */
export function ensureOthersHide(
  ctx: StateContext,
  view: StateView,
  assetId: number,
  day: number,
  total: Others,
): void {
  ensure(!has(view, keys.otherTotal(assetId, day)), 'MEASURE_EXISTS', { field: 'day' });
  const revealed = othersReveal(measuredDay(ctx, view, assetId, day), { asset: assetId, ...total });
  ensure(revealed === undefined, 'MEASURE_REVEALS', { field: 'assetId', assetId: revealed });
}

/** Enters what `ensureOthersHide` has allowed on the same state. */
export function putOthers(writer: StateWriter, assetId: number, day: number, total: Others): void {
  write(writer, keys.otherTotal(assetId, day), Others, total);
}
