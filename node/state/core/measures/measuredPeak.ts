/**
 * What an asset's meter had to say of a quarter's days that were refused: one step of the rating for each direction,
 * without day or half hour. Relies on the DSO's signature for what it is of. protocol/core/measures.md, measuredPeak.
 */
import { isOver } from '@veilgrid/protocol/core/days';
import { hasMeter, quarterDays } from '@veilgrid/protocol/core/measures/asset';
import { isPeakStep } from '@veilgrid/protocol/core/measures/measured';
import { container, type Infer, U64 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import type { Handler } from '../handler.js';
import { keys } from '../keys.js';
import { has, read, write } from '../record.js';
import type { StateContext, StateView } from '../view.js';
import { assetsOn, changesWithin, requireAsset } from './assets.js';
import { ensurePeakHides } from './day.js';

const Peak = container({ importW: U64, exportW: U64 });

/** W; undefined before it is posted. @param quarter 1 to 4 */
export function getMeasuredPeak(
  view: StateView,
  assetId: number,
  year: number,
  quarter: number,
): Infer<typeof Peak> | undefined {
  return read(view, keys.measuredPeak(assetId, year, quarter), Peak);
}

/** The days were refused for what hung there then: customers that a later version adds hide none of them. */
function ensureHidesThrough(
  ctx: StateContext,
  view: StateView,
  assetId: number,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  for (const day of new Set([from, ...changesWithin(view, from, to), to - 1])) {
    const then = assetsOn(view, day)(assetId);
    if (then && hasMeter(then)) ensurePeakHides(ctx, view, assetId, day);
  }
}

export const measuredPeak: Handler<'measuredPeak'> = {
  check(ctx, view, { assetId, year, quarter, importW, exportW }) {
    ensure(year >= 1970 && quarter >= 1 && quarter <= 4, 'NETWORK_ASSET_INVALID', { field: 'quarter' });
    const { from, to } = quarterDays(year, quarter);
    const last = to - 1;
    const asset = requireAsset(view, assetId, last);
    ensure(hasMeter(asset), 'NETWORK_ASSET_INVALID', { field: 'assetId' });
    ensure(isOver(last, ctx.time), 'DAY_OPEN', { field: 'quarter' });
    ensure(!has(view, keys.measuredPeak(assetId, year, quarter)), 'MEASURE_EXISTS', { field: 'quarter' });
    const importStep = isPeakStep(importW, asset.ratingImport);
    ensure(importStep, 'NETWORK_ASSET_INVALID', { field: 'importW' });
    ensure(isPeakStep(exportW, asset.ratingExport), 'NETWORK_ASSET_INVALID', { field: 'exportW' });
    ensureHidesThrough(ctx, view, assetId, { from, to });
  },
  apply(_ctx, writer, { assetId, year, quarter, importW, exportW }) {
    write(writer, keys.measuredPeak(assetId, year, quarter), Peak, { importW, exportW });
  },
};
