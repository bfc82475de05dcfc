/** Assets and totals as the node tells them. */
import { allItems } from '@veilgrid/client-sdk/client/submit';
import { ASSET_KINDS, hasMeter } from '@veilgrid/protocol/core/measures/asset';
import { openClient } from '../../client.js';
import type { CommonOptions } from '../../options.js';
import { formatDay } from '../../terminal/dates.js';
import { table } from '../../terminal/format.js';
import { lines, type Output } from '../../terminal/output.js';

const kindText = (kind: number) =>
  Object.entries(ASSET_KINDS).find(([, number]) => number === kind)?.[0] ?? String(kind);

export async function listAssets(options: CommonOptions): Promise<Output> {
  const { api } = await openClient(options);
  const assets = await allItems((query) => api.networkAssets({ query }));
  const rows = assets.map((asset) => [
    String(asset.assetId),
    kindText(asset.kind),
    asset.parent === 0 ? '-' : String(asset.parent),
    String(asset.customers),
    asset.zones.join(' ') || '-',
    hasMeter(asset) ? 'yes' : '-',
    formatDay(asset.fromDay),
  ]);
  const head = ['asset', 'kind', 'below', 'customers', 'zones', 'meter', 'from'];
  return { json: { assets }, text: rows.length === 0 ? 'No asset.' : table([head, ...rows]) };
}

export async function showMeasured(assetId: number, day: number, options: CommonOptions): Promise<Output> {
  const { api } = await openClient(options);
  const { asset, measured } = await api.measured({ params: { assetId, day } });
  const { version, customers, kind } = asset;
  const record = lines({ asset: assetId, kind: kindText(kind), version, customers, day: formatDay(day) });
  if (!measured) return { json: { asset }, text: `${record}\nNo total.` };
  const { imports, exports, withdrawn } = measured;
  const rows = imports.map((wh, k) => [String(k), String(wh), String(exports[k])]);
  const total = table([['period', 'import Wh', 'export Wh'], ...rows]);
  const state = withdrawn ? 'Withdrawn; it was seen.\n' : '';
  return { json: { asset, measured }, text: `${record}\n${state}${total}` };
}
