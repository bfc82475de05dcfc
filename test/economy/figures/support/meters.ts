/** Meters' days and totals of others beside the sets, as the nested rule lets them through. */
import {
  type Asset,
  type MeasuredDay,
  measureReveals,
  type OthersTotal,
  othersReveal,
  type ZoneDay,
} from '@veilgrid/protocol/core/measures/nestedRule';
import { assetOf, type Grid, type GridCustomer } from './grid.js';
import type { Settled } from './homes.js';
import { type Cell, EXPORTS, IMPORTS, NET, type Row, rowOf } from './rows.js';
import type { Rule } from './rules.js';
import type { PublishedSet } from './sets.js';

/** A posted sum of some who settled and some who did not. */
interface Posted {
  readonly kind: 'meter' | 'others';
  readonly settled: readonly Settled[];
  readonly customers: readonly GridCustomer[];
}

/** All that is posted of a day. @param auctions of the day, by zone, how many sets each should have */
export function postedOn(
  grid: Grid,
  day: number,
  sets: readonly PublishedSet[],
  auctions: ReadonlyMap<number, number>,
  dropped: Rule | undefined,
): Posted[] {
  const here = sets.flatMap(({ days }) => days.filter((of) => of.day === day));
  const settledAt = new Map(here.flatMap(({ settled }) => settled.map((of) => [of.home, of] as const)));
  let stands = standing(grid, day, sets, auctions, dropped);
  const posted: Posted[] = [];
  const totalled = new Set<GridCustomer>();
  for (const { kind, asset, without } of grid.postings.get(day)!) {
    if (kind === 'meter') {
      if (refuses(stands, asset, dropped)) continue;
      stands = { ...stands, measured: new Set([...stands.measured, asset]) };
      const below = grid.customers.filter((of) => isBelow(grid, of.asset, asset, new Set()));
      posted.push({
        kind,
        settled: below.flatMap(({ home }) => settledAt.get(home) ?? []),
        customers: below.filter(({ home }) => !settledAt.has(home)),
      });
      continue;
    }
    const apart = grid.customers.filter(
      (of) => isBelow(grid, of.asset, asset, stands.measured) && !settledAt.has(of.home) && !totalled.has(of),
    );
    const customers = apart.slice(without);
    const active = customers.filter(
      (of) => of.active || dropped === 'a total of others is of ten who are active',
    );
    const total = { asset, customers: customers.length, active: active.length };
    if (customers.length === 0 || refusesTotal(stands, total, dropped)) continue;
    stands = { ...stands, others: [...stands.others, total] };
    for (const of of customers) totalled.add(of);
    posted.push({ kind, settled: [], customers });
  }
  return posted;
}

/** Asks of an asset alone, or of no posting before. */
function refuses(stands: MeasuredDay, asset: number, dropped: Rule | undefined): boolean {
  if (dropped === "a meter's own part leaves ten") return false;
  return measureReveals(aloneWithout(stands, asset, dropped), asset) !== undefined;
}

function refusesTotal(stands: MeasuredDay, total: OthersTotal, dropped: Rule | undefined): boolean {
  if (dropped === "a meter's own part leaves ten") return false;
  return othersReveal(aloneWithout(stands, total.asset, dropped), total) !== undefined;
}

function aloneWithout(stands: MeasuredDay, asset: number, dropped: Rule | undefined): MeasuredDay {
  if (dropped === 'no total of others is divided') return { ...stands, others: [] };
  if (dropped !== 'a posting is checked with the part above') return stands;
  const below = [...stands.measured].filter((id) => id !== asset && isUnder(stands, id, asset));
  return { ...stands, measured: new Set(below) };
}

function isUnder({ assets }: MeasuredDay, id: number, asset: number): boolean {
  for (let at = id; at !== 0; at = assets.get(at)!.parent) if (at === asset) return true;
  return false;
}

/** Whether a customer of `from` is below an asset, and below none of `stops` in between. */
function isBelow({ parents }: Grid, from: number, asset: number, stops: ReadonlySet<number>): boolean {
  for (let at = from; at !== 0; at = parents.get(at)!) {
    if (at === asset) return true;
    if (stops.has(at)) return false;
  }
  return false;
}

function standing(
  grid: Grid,
  day: number,
  sets: readonly PublishedSet[],
  auctions: ReadonlyMap<number, number>,
  dropped: Rule | undefined,
): MeasuredDay {
  const ids = [...grid.parents.keys()];
  const assets = new Map<number, Asset>();
  const zones = new Map<number, ZoneDay>();
  for (const id of ids) {
    const on = [...auctions.keys()].filter((zone) => assetOf(zone) === id);
    assets.set(id, {
      parent: grid.parents.get(id)!,
      children: ids.filter((child) => grid.parents.get(child) === id),
      customers: grid.customers.filter((of) => isBelow(grid, of.asset, id, new Set())).length,
      zones: on,
    });
    for (const zone of on) {
      const opened = sets.flatMap(({ days }) => days).filter((of) => of.zone === zone && of.day === day);
      const alone = sets.filter(
        ({ days, host }) => days.length === 1 && host.zone === zone && host.day === day,
      );
      const points = grid.customers.filter((of) => of.zone === zone);
      zones.set(zone, {
        settled: opened.reduce((sum, { settled }) => sum + settled.length, 0),
        points: points.length,
        open:
          dropped === 'open points do not count below a meter' ? 0 : points.filter((of) => of.open).length,
        alone: alone.length === auctions.get(zone) || dropped === 'no meter stands beside merged sets',
      });
    }
  }
  return { assets, zones, measured: new Set(), others: [] };
}

/** @param unsettled cells of those who did not settle, one each */
export function postedRows(
  posted: readonly Posted[],
  k: number,
  unsettled: (of: GridCustomer) => Cell,
  dropped: Rule | undefined,
): Row[] {
  return posted.flatMap(({ kind, settled, customers }) => {
    const cells = [...settled.map((of) => of.cells[k]!), ...customers.map(unsettled)];
    if (kind === 'others' && dropped === 'others are shown as their net') {
      return [rowOf(cells, IMPORTS), rowOf(cells, EXPORTS)];
    }
    return [rowOf(cells, NET)];
  });
}

/**
 * One half hour of those who did not settle. Whether somebody off the ledger uses anything nobody can prove, but in a
 * total of others.
 */
export function unsettledCells(posted: readonly Posted[]): (of: GridCustomer) => Cell {
  const counted = new Set(posted.flatMap(({ kind, customers }) => (kind === 'others' ? customers : [])));
  const cells = new Map<GridCustomer, Cell>();
  return (of) => {
    const active = of.active || !counted.has(of);
    const owner = { home: of.home, open: of.open, signed: true, corrected: false };
    const cell = cells.get(of) ?? { owner, imported: active, exported: active && of.roof, active };
    cells.set(of, cell);
    return cell;
  };
}
