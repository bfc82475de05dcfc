/**
 * What an asset's meter had to say of a quarter's days that were refused: one step of the rating for each direction,
 * without day or half hour. Relies on the DSO's signature for what it is of. protocol/core/measures.md, measuredPeak.
 */
import { hasMeter, quarterDays } from '@veilgrid/protocol/core/measures/asset';
import { isPeakStep } from '@veilgrid/protocol/core/measures/measured';
import { container, type Infer, U64 } from '@veilgrid/protocol/core/ssz';
import { ensure } from '@veilgrid/protocol/errors';
import { isOver } from '../days.js';
import type { Handler } from '../handler.js';
import { keys } from '../keys.js';
import { has, read, write } from '../record.js';
import type { StateView } from '../view.js';
import { requireAsset } from './assets.js';
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

export const measuredPeak: Handler<'measuredPeak'> = {
  check(ctx, view, { assetId, year, quarter, importW, exportW }) {
    ensure(year >= 1970 && quarter >= 1 && quarter <= 4, 'NETWORK_ASSET_INVALID', { field: 'quarter' });
    const last = quarterDays(year, quarter).to - 1;
    const asset = requireAsset(view, assetId, last);
    ensure(hasMeter(asset), 'NETWORK_ASSET_INVALID', { field: 'assetId' });
    ensure(isOver(last, ctx.time), 'DAY_OPEN', { field: 'quarter' });
    ensure(!has(view, keys.measuredPeak(assetId, year, quarter)), 'MEASURE_EXISTS', { field: 'quarter' });
    const importStep = isPeakStep(importW, asset.ratingImport);
    ensure(importStep, 'NETWORK_ASSET_INVALID', { field: 'importW' });
    ensure(isPeakStep(exportW, asset.ratingExport), 'NETWORK_ASSET_INVALID', { field: 'exportW' });
    ensurePeakHides(ctx, view, assetId, last);
  },
  apply(_ctx, writer, { assetId, year, quarter, importW, exportW }) {
    write(writer, keys.measuredPeak(assetId, year, quarter), Peak, { importW, exportW });
  },
};
