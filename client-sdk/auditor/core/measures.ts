/** Totals that meters signed, and the rule of ten that they keep. protocol/core/measures.md "Nested rule". */
import { verifyEd25519 } from '@veilgrid/protocol/core/crypto/ed25519';
import { quarterDays } from '@veilgrid/protocol/core/measures/asset';
import { measuredDigest } from '@veilgrid/protocol/core/measures/measured';
import type { MeasuredDay, ZoneDay } from '@veilgrid/protocol/core/measures/nestedRule';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { MIN_GROUP } from '@veilgrid/protocol/params';
import { membersOf } from './groups.js';
import type { Ledger, Rule } from './ledger.js';
import { meterShows, ownPart } from './nestedRule.js';
import { isNothing, standing, today, upFrom } from './networkAssets.js';
import { groupAt, wouldPin } from './points.js';

/** What the zones' sets of a day say. @throws ProtocolError DAY_OPEN while one may still open */
function setsOf({ books, time }: Ledger, day: number, zone: number) {
  let [settled, alone] = [0, true];
  // Members of parts are the sets' own once more.
  const parts = new Set([...books.parts.values()].flat().map(({ group }) => group));
  for (const group of books.groups.values()) {
    if (group.day !== day || group.zone !== zone || parts.has(group.id)) continue;
    ensure(time >= group.freezes, 'DAY_OPEN');
    if (membersOf(group) === 0) continue;
    const opened = [...books.sums.values()].find(({ auctions }) => auctions.includes(group.id));
    if (!opened) throw fail('DAY_OPEN');
    settled += membersOf(group);
    const others = opened.auctions.filter((id) => id !== group.id);
    alone &&= others.every((id) => membersOf(books.groups.get(id)!) === 0);
  }
  return { settled, alone };
}

/** The whole network on a day, but for what its sets say: that is asked of the parts in question alone. */
function networkOn({ books }: Ledger, day: number): MeasuredDay {
  const tree = standing(books, day);
  const { changes } = wouldPin(books, day);
  const zones = new Map<number, ZoneDay>();
  for (const zone of [...tree.values()].flatMap((asset) => asset.zones)) {
    const points = groupAt(books, { zone }, changes);
    const open = points.filter((point) => point.open === 1).length;
    zones.set(zone, { points: points.length, open, settled: 0, alone: true });
  }
  const childrenOf = (id: number) =>
    [...tree.values()].filter(({ parent }) => parent === id).map(({ assetId }) => assetId);
  const assets = new Map([...tree].map(([id, asset]) => [id, { ...asset, children: childrenOf(id) }]));
  const keyed = (key: string) => {
    const [asset, of] = key.split(' ').map(Number);
    return of === day && tree.has(asset!) ? [asset!] : [];
  };
  const measured = new Set([...books.measures.totals.keys()].flatMap(keyed));
  const others = [...books.measures.others].flatMap(([key, customers]) =>
    keyed(key).map((asset) => ({ asset, customers, active: customers })),
  );
  return { assets, zones, measured, others };
}

/** Assets at and below one. */
function within(day: MeasuredDay, asset: number): number[] {
  return [asset, ...day.assets.get(asset)!.children.flatMap((child) => within(day, child))];
}

/** The day with the sets below whatever a total of this asset can divide. @throws ProtocolError DAY_OPEN */
function dayWithSets(ledger: Ledger, date: number, asset: number): MeasuredDay {
  const day = networkOn(ledger, date);
  const above = upFrom(standing(ledger.books, date), asset).slice(1);
  const top = above.find(({ assetId }) => day.measured.has(assetId))?.assetId ?? asset;
  const zones = new Map(day.zones);
  for (const zone of within(day, top).flatMap((id) => day.assets.get(id)!.zones)) {
    zones.set(zone, { ...zones.get(zone)!, ...setsOf(ledger, date, zone) });
  }
  return { ...day, zones };
}

export const measured: Rule<'measured'> = (ledger, body) => {
  const { books, genesis } = ledger;
  const asset = standing(books, body.day).get(body.assetId);
  ensure(asset !== undefined, 'NETWORK_ASSET_UNKNOWN', { field: 'assetId' });
  const key = `${body.assetId} ${body.day}`;
  const before = books.measures.totals.get(key);
  ensure(body.act <= 2, 'VALUE_OUT_OF_RANGE', { field: 'act' });
  if (body.act === 0) ensure(before === undefined, 'MEASURE_EXISTS');
  if (body.act === 1) ensure(before?.live === true, 'VALUE_OUT_OF_RANGE', { field: 'act' });
  if (body.act === 2) ensure(before?.live === false && before.posts === 1, 'MEASURE_EXISTS');
  ensure(body.meterOwner === asset.meterOwner, 'VALUE_OUT_OF_RANGE', { field: 'meterOwner' });
  if (body.act === 1) {
    ensure(isNothing(body.imports, body.exports, body.signature), 'VALUE_OUT_OF_RANGE');
    before!.live = false;
    return;
  }
  ensure(!isNothing(asset.meterKey), 'SIGNATURE_INVALID', { field: 'signature' });
  const oneWay = body.imports.every((wh, k) => Math.min(wh, body.exports[k]!) === 0);
  ensure(oneWay && isNothing(body.reasonHash), 'VALUE_OUT_OF_RANGE');
  const digest = measuredDigest(genesis.profile, genesis.chainId, body);
  ensure(verifyEd25519(digest, body.signature, asset.meterKey), 'SIGNATURE_INVALID', { field: 'signature' });
  ensure(today(ledger) > body.day, 'DAY_OPEN');
  const shown = meterShows(dayWithSets(ledger, body.day, body.assetId), body.assetId);
  ensure(shown === undefined, 'MEASURE_REVEALS', { assetId: shown });
  books.measures.totals.set(key, { posts: (before?.posts ?? 0) + 1, live: true });
};

/** n steps of 5 % of a rating, up to the next whole W; nothing of nothing. */
const isStep = (watt: bigint, rating: bigint) =>
  rating === 0n ? watt === 0n : (watt * 20n - ((watt * 20n) % rating) + 19n) / 20n === watt;

export const measuredPeak: Rule<'measuredPeak'> = (ledger, body) => {
  const { books } = ledger;
  const { assetId, year, quarter } = body;
  ensure(year >= 1970 && [1, 2, 3, 4].includes(quarter), 'NETWORK_ASSET_INVALID', { field: 'quarter' });
  const { from, to } = quarterDays(year, quarter);
  const asset = standing(books, to - 1).get(assetId);
  ensure(asset !== undefined, 'NETWORK_ASSET_UNKNOWN');
  ensure(!isNothing(asset.meterKey), 'NETWORK_ASSET_INVALID', { field: 'assetId' });
  ensure(today(ledger) >= to, 'DAY_OPEN');
  const key = `${assetId} ${year} ${quarter}`;
  ensure(!books.measures.peaks.has(key), 'MEASURE_EXISTS');
  const steps = isStep(body.importW, asset.ratingImport) && isStep(body.exportW, asset.ratingExport);
  ensure(steps, 'NETWORK_ASSET_INVALID');
  const begun = [...books.measures.assets.values()].flat().map(({ fromDay }) => fromDay);
  const days = [from, ...begun.filter((day) => day > from && day < to), to - 1];
  for (const day of new Set(days)) ensurePeakHidden(ledger, assetId, day);
  books.measures.peaks.add(key);
};

/** Of a day on which it had a meter: ten besides the open ones hang in it, and below no other meter. */
function ensurePeakHidden(ledger: Ledger, assetId: number, day: number): void {
  const tree = standing(ledger.books, day);
  const asset = tree.get(assetId);
  if (!asset || isNothing(asset.meterKey)) return;
  const network = networkOn(ledger, day);
  const metered = within(network, assetId).filter(
    (id) => id !== assetId && !isNothing(tree.get(id)!.meterKey),
  );
  const { customers, open } = ownPart({ ...network, measured: new Set(metered) }, assetId);
  ensure(customers - open >= MIN_GROUP, 'MEASURE_REVEALS', { assetId });
}
