/** Totals that meters signed, and the rule of ten that they keep. protocol/core/measures.md "Nested rule". */
import { verifyEd25519 } from '@veilgrid/protocol/core/crypto/ed25519';
import { type NetworkAsset, quarterDays } from '@veilgrid/protocol/core/measures/asset';
import { measuredDigest } from '@veilgrid/protocol/core/measures/measured';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { MIN_GROUP } from '@veilgrid/protocol/params';
import { membersOf } from './groups.js';
import type { Ledger, Rule } from './ledger.js';
import { standing, today, upFrom } from './networkAssets.js';
import { groupAt, wouldPin } from './points.js';

/** The tree of a day, with what hangs in each asset itself. */
interface Day {
  readonly tree: ReadonlyMap<number, NetworkAsset>;
  readonly points: (asset: NetworkAsset) => { readonly all: number; readonly open: number };
}

function dayOf({ books }: Ledger, day: number): Day {
  const { changes } = wouldPin(books, day);
  const points = (asset: NetworkAsset) => {
    const live = asset.zones.flatMap((zone) => groupAt(books, { zone }, changes));
    return { all: live.length, open: live.filter(({ open }) => open === 1).length };
  };
  return { tree: standing(books, day), points };
}

const sum = (numbers: Iterable<number>) => [...numbers].reduce((a, b) => a + b, 0);

/** Assets below one, itself too. */
function below({ tree }: Day, assetId: number): NetworkAsset[] {
  return [...tree.values()].filter((each) =>
    upFrom(tree, each.assetId).some((above) => above.assetId === assetId),
  );
}

function customersOf(day: Day, assetId: number): number {
  const live = sum(below(day, assetId).map((asset) => day.points(asset).all));
  return Math.max(day.tree.get(assetId)!.customers, live);
}

/** The nearest asset that shows a total, from one upwards, itself too. */
function showing({ tree }: Day, shown: ReadonlySet<number>, assetId: number): number | undefined {
  return upFrom(tree, assetId).find((each) => shown.has(each.assetId))?.assetId;
}

/** Assets that no total below one separates from it: its own part. */
function partOf(day: Day, shown: ReadonlySet<number>, assetId: number): NetworkAsset[] {
  const within = new Set([...shown, assetId]);
  return below(day, assetId).filter((each) => showing(day, within, each.assetId) === assetId);
}

/** Customers of an own part: all, less those of the totals next below. */
function ownOf(day: Day, shown: ReadonlySet<number>, assetId: number): number {
  const next = below(day, assetId).filter(
    (each) =>
      each.assetId !== assetId &&
      shown.has(each.assetId) &&
      showing(day, new Set([...shown, assetId]), each.parent) === assetId,
  );
  return customersOf(day, assetId) - sum(next.map((each) => customersOf(day, each.assetId)));
}

/** What the zones' sets of a day say. @throws ProtocolError DAY_OPEN while one may still open */
function setsOf({ books, time }: Ledger, day: number, asset: NetworkAsset) {
  let [settled, alone] = [0, true];
  for (const group of books.groups.values()) {
    if (group.day !== day || !asset.zones.includes(group.zone)) continue;
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

/** @throws ProtocolError MEASURE_REVEALS where an own part of one to nine would show */
function checkPart(
  ledger: Ledger,
  day: Day,
  date: number,
  shown: ReadonlySet<number>,
  assetId: number,
): void {
  let [known, open, alone] = [0, 0, true];
  for (const asset of partOf(day, shown, assetId)) {
    const sets = setsOf(ledger, date, asset);
    known += sets.settled + (ledger.books.measures.others.get(`${asset.assetId} ${date}`) ?? 0);
    open += day.points(asset).open;
    alone &&= sets.alone;
  }
  const rest = ownOf(day, shown, assetId) - known;
  ensure(alone && (rest === 0 || rest >= MIN_GROUP + open), 'MEASURE_REVEALS', { assetId });
}

function checkNested(ledger: Ledger, date: number, assetId: number): void {
  const { totals, others } = ledger.books.measures;
  const day = dayOf(ledger, date);
  const above = upFrom(day.tree, assetId).slice(1);
  const shown = new Set([...day.tree.keys()].filter((each) => totals.has(`${each} ${date}`)).concat(assetId));
  const nearest = above.findIndex((each) => shown.has(each.assetId));
  const divided = above.slice(0, nearest < 0 ? above.length : nearest + 1);
  const other = divided.find((each) => others.has(`${each.assetId} ${date}`));
  // Every zone that the asked parts hold must be open before anything is said of them.
  const parts = [assetId, ...(nearest < 0 ? [] : [above[nearest]!.assetId])];
  for (const part of parts) for (const asset of partOf(day, shown, part)) setsOf(ledger, date, asset);
  ensure(other === undefined, 'MEASURE_REVEALS', { assetId: other?.assetId });
  for (const part of parts) checkPart(ledger, day, date, shown, part);
}

const isNothing = (values: Iterable<number>) => [...values].every((value) => value === 0);

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
    const nothing = [body.imports, body.exports, body.signature].every(isNothing);
    ensure(nothing, 'VALUE_OUT_OF_RANGE');
    before!.live = false;
    return;
  }
  ensure(!isNothing(asset.meterKey), 'SIGNATURE_INVALID', { field: 'signature' });
  const oneWay = body.imports.every((wh, k) => Math.min(wh, body.exports[k]!) === 0);
  ensure(oneWay && isNothing(body.reasonHash), 'VALUE_OUT_OF_RANGE');
  const digest = measuredDigest(genesis.profile, genesis.chainId, body);
  ensure(verifyEd25519(digest, body.signature, asset.meterKey), 'SIGNATURE_INVALID', { field: 'signature' });
  ensure(today(ledger) > body.day, 'DAY_OPEN');
  checkNested(ledger, body.day, body.assetId);
  books.measures.totals.set(key, { posts: (before?.posts ?? 0) + 1, live: true });
};

/** n steps of 5 % of a rating, up to the next whole W; nothing of nothing. */
const isStep = (watt: bigint, rating: bigint) =>
  rating === 0n ? watt === 0n : (watt * 20n - ((watt * 20n) % rating) + 19n) / 20n === watt;

export const measuredPeak: Rule<'measuredPeak'> = (ledger, body) => {
  const { books } = ledger;
  const { assetId, year, quarter } = body;
  ensure(year >= 1970 && [1, 2, 3, 4].includes(quarter), 'NETWORK_ASSET_INVALID', { field: 'quarter' });
  const { to } = quarterDays(year, quarter);
  const day = dayOf(ledger, to - 1);
  const asset = day.tree.get(assetId);
  ensure(asset !== undefined, 'NETWORK_ASSET_UNKNOWN');
  ensure(!isNothing(asset.meterKey), 'NETWORK_ASSET_INVALID', { field: 'assetId' });
  ensure(today(ledger) >= to, 'DAY_OPEN');
  const key = `${assetId} ${year} ${quarter}`;
  ensure(!books.measures.peaks.has(key), 'MEASURE_EXISTS');
  const steps = isStep(body.importW, asset.ratingImport) && isStep(body.exportW, asset.ratingExport);
  ensure(steps, 'NETWORK_ASSET_INVALID');
  const metered = [...day.tree.values()].filter((each) => !isNothing(each.meterKey));
  const shown = new Set(metered.map((each) => each.assetId));
  const open = sum(partOf(day, shown, assetId).map((each) => day.points(each).open));
  ensure(ownOf(day, shown, assetId) - open >= MIN_GROUP, 'MEASURE_REVEALS', { assetId });
  books.measures.peaks.add(key);
};
