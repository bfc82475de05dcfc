/**
 * The tree of network assets as it stands on a day. A version holds from its day on until the next one's; nothing is
 * ever taken out. Relies on networkAsset for a tree that is sound on every day to come.
 * protocol/core/measures.md "Network asset".
 */
import { bytesToBigInt } from '@veilgrid/protocol/core/crypto/field';
import {
  hasMeter,
  MAX_ASSET_DAYS,
  MAX_ASSETS_LISTED,
  NetworkAsset,
} from '@veilgrid/protocol/core/measures/asset';
import { listOf, U32 } from '@veilgrid/protocol/core/ssz';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { keys } from '../keys.js';
import { mustRead, page, read, readCount, write } from '../record.js';
import type { StateView, StateWriter } from '../view.js';

const Ids = listOf(U32, MAX_ASSETS_LISTED);
const Days = listOf(U32, MAX_ASSET_DAYS);

/** Asset by asset, the version that holds. */
export type AssetAt = (assetId: number) => NetworkAsset | undefined;

export function versionCount(view: StateView, assetId: number): number {
  return readCount(view, keys.assetHead(assetId));
}

export function assetVersion(view: StateView, assetId: number, version: number): NetworkAsset {
  return mustRead(view, keys.networkAsset(assetId, version), NetworkAsset);
}

/** Assets by number, as they stand on a day; undefined before an asset's first version holds. */
export function assetsOn(view: StateView, day: number): AssetAt {
  return (assetId) => {
    for (let version = versionCount(view, assetId) - 1; version >= 0; version--) {
      const asset = assetVersion(view, assetId, version);
      if (asset.fromDay <= day) return asset;
    }
    return undefined;
  };
}

/** @throws ProtocolError NETWORK_ASSET_UNKNOWN where it does not hold yet */
export function requireAsset(view: StateView, assetId: number, day: number): NetworkAsset {
  const asset = assetsOn(view, day)(assetId);
  if (!asset) throw fail('NETWORK_ASSET_UNKNOWN', { field: 'assetId' });
  return asset;
}

/** Assets that were ever announced. */
export function assetCount(view: StateView): number {
  return readCount(view, keys.assetCount);
}

/** Days of [from, to) on which a version of any asset begins. */
export function changesWithin(view: StateView, from: number, to: number): number[] {
  const count = assetCount(view);
  return page(count, 0, count)
    .map((index) => mustRead(view, keys.assetAt(index), U32))
    .flatMap((id) =>
      page(versionCount(view, id), 0, 2 ** 16).map((version) => assetVersion(view, id, version)),
    )
    .map(({ fromDay }) => fromDay)
    .filter((day) => day >= from && day < to);
}

/** The newest versions, in order of announcement. */
export function listAssets(view: StateView, from: number, limit: number): NetworkAsset[] {
  return page(assetCount(view), from, limit).map((index) => {
    const assetId = mustRead(view, keys.assetAt(index), U32);
    return assetVersion(view, assetId, versionCount(view, assetId) - 1);
  });
}

const listed = (view: StateView, key: string) => read(view, key, Ids) ?? [];

/** Assets that hang directly below. */
export function childrenOf(view: StateView, at: AssetAt, assetId: number): NetworkAsset[] {
  return listed(view, keys.assetChildren(assetId))
    .map(at)
    .filter((child) => child !== undefined)
    .filter(({ parent }) => parent === assetId);
}

/** The asset that a zone hangs in, or another than `except` that it does. */
export function assetOfZone(
  view: StateView,
  at: AssetAt,
  zone: number,
  except = 0,
): NetworkAsset | undefined {
  return listed(view, keys.assetsOfZone(zone))
    .filter((assetId) => assetId !== except)
    .map(at)
    .find((asset) => asset?.zones.includes(zone));
}

/** Whose a meter's key is; 0 while it is nobody's. */
export function assetOfMeter(view: StateView, meterKey: Uint8Array): number {
  return readCount(view, keys.assetMeter(bytesToBigInt(meterKey)));
}

/** Days after `day` on which a version begins, ascending. */
export function changesAfter(view: StateView, day: number): number[] {
  return (read(view, keys.assetDays, Days) ?? []).filter((each) => each > day);
}

/** Whether another entry still fits into the lists that name assets and days. @throws ProtocolError NETWORK_ASSET_INVALID */
export function ensureListable(view: StateView, asset: NetworkAsset, today: number): void {
  const { assetId, parent, zones, fromDay } = asset;
  const fits = (key: string, field: string) => {
    const ids = listed(view, key);
    const room = ids.length < MAX_ASSETS_LISTED || ids.includes(assetId);
    ensure(room, 'NETWORK_ASSET_INVALID', { field });
  };
  fits(keys.assetChildren(parent), 'parent');
  zones.forEach((zone, i) => {
    fits(keys.assetsOfZone(zone), `zones.${i}`);
  });
  const days = changesAfter(view, today);
  ensure(days.length < MAX_ASSET_DAYS || days.includes(fromDay), 'NETWORK_ASSET_INVALID', {
    field: 'fromDay',
  });
}

function addTo(writer: StateWriter, key: string, assetId: number): void {
  const ids = listed(writer, key);
  if (!ids.includes(assetId)) write(writer, key, Ids, [...ids, assetId]);
}

/** @param today days that are over need not be looked at again */
export function putAsset(writer: StateWriter, asset: NetworkAsset, today: number): void {
  const { assetId, version, fromDay, parent, zones, meterKey } = asset;
  if (version === 0) {
    const index = assetCount(writer);
    write(writer, keys.assetAt(index), U32, assetId);
    write(writer, keys.assetCount, U32, index + 1);
  }
  write(writer, keys.networkAsset(assetId, version), NetworkAsset, asset);
  write(writer, keys.assetHead(assetId), U32, version + 1);
  if (parent !== 0) addTo(writer, keys.assetChildren(parent), assetId);
  for (const zone of zones) addTo(writer, keys.assetsOfZone(zone), assetId);
  if (hasMeter(asset)) write(writer, keys.assetMeter(bytesToBigInt(meterKey)), U32, assetId);
  const days = new Set([...changesAfter(writer, today), fromDay]);
  write(
    writer,
    keys.assetDays,
    Days,
    [...days].sort((a, b) => a - b),
  );
}
