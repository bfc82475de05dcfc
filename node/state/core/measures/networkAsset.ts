/**
 * A version of a network asset, announced before the day from which it holds: neither customers, zones nor meter can
 * be chosen once a day is known. What measures take for granted of the tree is checked here, on every day to come.
 * Relies on the signatures for what stands outside. protocol/core/measures.md, networkAsset.
 */
import { verifyEd25519 } from '@veilgrid/protocol/core/crypto/ed25519';
import { dayOf } from '@veilgrid/protocol/core/days';
import { isZero } from '@veilgrid/protocol/core/isZero';
import {
  ASSET_KINDS,
  DROP_BOUND,
  hasMeter,
  MAX_ASSET_AHEAD,
  MAX_ASSET_DEPTH,
  type NetworkAsset,
  type NetworkAssetBody,
  PERMILLE,
  possessionDigest,
  RATING_BOUND,
} from '@veilgrid/protocol/core/measures/asset';
import { ensure, fail } from '@veilgrid/protocol/errors';
import type { Handler } from '../handler.js';
import { requireParty } from '../parties.js';
import type { StateContext, StateView } from '../view.js';
import {
  type AssetAt,
  assetOfMeter,
  assetOfZone,
  assetsOn,
  assetVersion,
  changesAfter,
  childrenOf,
  ensureListable,
  putAsset,
  versionCount,
} from './assets.js';

const valid = (condition: boolean, field: string) => ensure(condition, 'NETWORK_ASSET_INVALID', { field });

const KINDS: readonly number[] = Object.values(ASSET_KINDS);

function checkFields(asset: NetworkAsset): void {
  valid(asset.assetId > 0, 'assetId');
  valid(KINDS.includes(asset.kind), 'kind');
  valid(asset.ratingImport < RATING_BOUND, 'ratingImport');
  valid(asset.ratingExport < RATING_BOUND, 'ratingExport');
  valid(asset.powerFactor > 0 && asset.powerFactor <= PERMILLE, 'powerFactor');
  valid(asset.usable > 0 && asset.usable <= PERMILLE, 'usable');
  valid(asset.dropPpmPerKw < DROP_BOUND, 'dropPpmPerKw');
  valid(asset.dropLimitPpm < DROP_BOUND, 'dropLimitPpm');
  asset.zones.forEach((zone, i) => {
    valid(i === 0 || zone > asset.zones[i - 1]!, `zones.${i}`);
  });
}

function checkVersion(view: StateView, { assetId, version, fromDay }: NetworkAsset, today: number): void {
  const count = versionCount(view, assetId);
  valid(version === count, 'version');
  valid(fromDay > today && fromDay <= today + MAX_ASSET_AHEAD, 'fromDay');
  valid(count === 0 || fromDay > assetVersion(view, assetId, count - 1).fromDay, 'fromDay');
}

function checkMeter(ctx: StateContext, view: StateView, body: NetworkAssetBody): void {
  const { meterKey, serialHash, classPpm, meterOwner, possession } = body;
  if (!hasMeter(body)) {
    const nothing = isZero(serialHash) && isZero(possession) && classPpm === 0 && meterOwner === 0;
    valid(nothing, 'meterKey');
    return;
  }
  if (meterOwner !== 0) requireParty(ctx, view, meterOwner, 'tso');
  valid([0, body.assetId].includes(assetOfMeter(view, meterKey)), 'meterKey');
  const signed = verifyEd25519(possessionDigest(ctx.genesis.chainId, body), possession, meterKey);
  valid(signed, 'possession');
}

/** Assets above each other from this one down, itself included. */
function heightOf(view: StateView, at: AssetAt, assetId: number): number {
  // The tree below is sound, so this ends.
  return 1 + Math.max(0, ...childrenOf(view, at, assetId).map((child) => heightOf(view, at, child.assetId)));
}

/** That the tree with this version is one on a day: its asset hangs in no other that hangs in it, nor too deep. */
function checkPlace(view: StateView, asset: NetworkAsset, day: number): void {
  const before = assetsOn(view, day);
  let depth = heightOf(view, before, asset.assetId);
  for (let id = asset.parent; id !== 0; ) {
    valid(id !== asset.assetId, 'parent');
    const above = before(id);
    if (!above) throw fail('NETWORK_ASSET_INVALID', { field: 'parent' });
    depth += 1;
    valid(depth <= MAX_ASSET_DEPTH, 'parent');
    id = above.parent;
  }
  asset.zones.forEach((zone, i) => {
    valid(!assetOfZone(view, before, zone, asset.assetId), `zones.${i}`);
  });
}

export const networkAsset: Handler<'networkAsset'> = {
  check(ctx, view, body) {
    const today = dayOf(ctx.time);
    checkFields(body);
    checkVersion(view, body, today);
    checkMeter(ctx, view, body);
    ensureListable(view, body, today);
    for (const day of [body.fromDay, ...changesAfter(view, body.fromDay)]) checkPlace(view, body, day);
  },
  apply(ctx, writer, { sequence: _, possession: __, ...asset }) {
    putAsset(writer, asset, dayOf(ctx.time));
  },
};
