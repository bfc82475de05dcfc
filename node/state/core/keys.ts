/**
 * Core's keys of the store; they enter the state hash. Those of groups keep the segments of the first module that
 * had any.
 */
import { FIRST_PARTY } from '@veilgrid/protocol/roles';
import { fr, u8, u32, u64 } from './key.js';

export const keys = {
  /** Of a role of genesis, or of a party. */
  sequence: (id: number) => (id < FIRST_PARTY ? `roles/sequence/${u8(id)}` : `parties/sequence/${u32(id)}`),

  outageCount: 'chain/outages',
  outage: (index: number) => `chain/outage/${u32(index)}`,

  balance: (id: number) => (id < FIRST_PARTY ? `accounts/balance/${u8(id)}` : `parties/balance/${u32(id)}`),
  supply: 'accounts/supply',

  partyCount: 'parties/count',
  party: (id: number) => `parties/record/${u32(id)}`,
  /** Every key that ever was a party's, its bytes as a number. */
  partyKey: (key: bigint) => `parties/key/${fr(key)}`,

  noteFrontier: 'notes/frontier',
  noteRoot: 'notes/root',
  acceptedNoteRoot: (root: bigint) => `notes/accepted/${fr(root)}`,
  noteLeaf: (index: number) => `notes/leaf/${u64(index)}`,
  noteIndex: (cm: bigint) => `notes/index/${fr(cm)}`,
  nullifier: (nf: bigint) => `notes/nullifier/${fr(nf)}`,

  asset: (id: bigint) => `assets/record/${fr(id)}`,
  assetSupply: (id: bigint) => `assets/supply/${fr(id)}`,

  logPeaks: 'log/peaks',
  logRoot: 'log/root',
  logEntry: (index: number) => `log/entry/${u64(index)}`,
  logIndex: (name: string, key: string) => `log/index/${name}/${key}`,

  pointCount: 'points/count',
  pointAt: (index: number) => `points/order/${u32(index)}`,
  point: (position: number) => `points/record/${u32(position)}`,
  pointChange: (index: number) => `points/change/${u32(index)}`,
  pointChanges: 'points/changes',
  pointDay: (day: number) => `points/day/${u32(day)}`,
  pointGroup: (zone: number, tariffId: number) => `points/group/${u32(zone)}${u32(tariffId)}/count`,
  pointTariffs: (zone: number) => `points/tariffs/${u32(zone)}`,
  pointGroupSlot: (zone: number, tariffId: number, slot: number) =>
    `points/group/${u32(zone)}${u32(tariffId)}/slot/${u32(slot)}`,
  meterKey: (x: bigint, y: bigint) => `points/meter/${fr(x)}${fr(y)}`,
  keyA: (hash: bigint) => `points/key-a/${fr(hash)}`,
  keyB: (hash: bigint) => `points/key-b/${fr(hash)}`,

  assetHead: (assetId: number) => `measures/head/${u32(assetId)}`,
  networkAsset: (assetId: number, version: number) => `measures/asset/${u32(assetId)}${u32(version)}`,
  assetCount: 'measures/count',
  assetAt: (index: number) => `measures/order/${u32(index)}`,
  assetChildren: (assetId: number) => `measures/children/${u32(assetId)}`,
  assetsOfZone: (zone: number) => `measures/zone/${u32(zone)}`,
  assetMeter: (key: bigint) => `measures/meter/${fr(key)}`,
  assetDays: 'measures/days',
  measured: (assetId: number, day: number) => `measures/total/${u32(assetId)}${u32(day)}`,
  measuredPeak: (assetId: number, year: number, quarter: number) =>
    `measures/peak/${u32(assetId)}${u32(year)}${u8(quarter)}`,
  otherTotal: (assetId: number, day: number) => `measures/other/${u32(assetId)}${u32(day)}`,
  leafNode: (tree: string, height: number, index: number) =>
    `leaves/node/${tree}/${u8(height)}/${u32(index)}`,
  leafChangeCount: (tree: string) => `leaves/change-count/${tree}`,
  leafChange: (tree: string, index: number) => `leaves/change/${tree}/${u32(index)}`,
  leafDayCount: (tree: string) => `leaves/day-count/${tree}`,
  leafDay: (tree: string, index: number) => `leaves/day/${tree}/${u32(index)}`,
  leafHolders: (position: number) => `leaves/holders/${u32(position)}`,
  book: (id: bigint) => `books/record/${fr(id)}`,
  bookPhase: (id: bigint) => `books/phase/${fr(id)}`,
  keyShare: (y: bigint) => `books/share/${fr(y)}`,
  bookEntries: (id: bigint) => `books/entries/${fr(id)}`,
  bookCheckpoint: (id: bigint, batch: number) => `books/checkpoint/${fr(id)}/${u32(batch)}`,
  clearingProgress: (id: bigint) => `books/progress/${fr(id)}`,
  clearingResult: (id: bigint) => `books/result/${fr(id)}`,

  tariff: (tariffId: number, day: number) => `tariffs/record/${u32(tariffId)}${u32(day)}`,

  readingTreeCount: 'readings/count',
  readingTree: (id: bigint) => `readings/tree/${fr(id)}`,
  readingFrontier: (id: bigint) => `readings/frontier/${fr(id)}`,
  readingChunk: (id: bigint, index: number) => `readings/chunk/${fr(id)}/${u32(index)}`,
  readingQueueLength: 'readings/waiting',
  readingQueue: (place: number) => `readings/queue/${u32(place)}`,
  frozenReadings: (id: bigint) => `readings/frozen/${fr(id)}`,
  frozenReadingsAt: (place: number) => `readings/order/${u32(place)}`,
  readingRootsFrontier: 'readings/roots-frontier',
  readingRootsRoot: 'readings/roots-root',
  acceptedReadingRoots: (root: bigint) => `readings/accepted/${fr(root)}`,

  group: (id: bigint) => `groups/record/${fr(id)}`,
  groupsOf: (zone: number, day: number) => `groups/of/${u32(zone)}${u32(day)}`,
  groupQueue: (series: bigint) => `groups/queue/${fr(series)}`,
  groupTerms: (id: bigint) => `settlements/terms/${fr(id)}`,
  called: (zone: number, day: number) => `groups/called/${u32(zone)}${u32(day)}`,
  groupHead: (id: bigint) => `settlements/head/${fr(id)}`,
  tagCheckpoint: { A: memberKey('checkpoint-a', u32), B: memberKey('checkpoint-b', u32) },
  tag: { A: memberKey('tag-a', fr), B: memberKey('tag-b', fr) },
  maskSumProgress: (id: bigint, aggregator: number) => `aggregates/progress/${fr(id)}/${u8(aggregator)}`,
  openedAt: (id: bigint, aggregator: number) => `groups/opened-at/${fr(id)}/${u8(aggregator)}`,
  corrected: (id: bigint) => `groups/corrected/${fr(id)}`,
  firstSum: (id: bigint, aggregator: number) => `groups/first-sum/${fr(id)}/${u8(aggregator)}`,
  counts: (id: bigint) => `groups/counts/${fr(id)}`,
  maskSum: (id: bigint, aggregator: number) => `aggregates/mask-sum/${fr(id)}/${u8(aggregator)}`,
  publishedWith: (id: bigint) => `aggregates/published-with/${fr(id)}`,
  publishedSet: (id: bigint) => `aggregates/published-set/${fr(id)}`,
  publishedAt: (id: bigint) => `aggregates/published-at/${fr(id)}`,
  parts: (of: bigint) => `groups/parts/${fr(of)}`,
  dsoDebt: 'aggregates/dso-debt',
} as const;

function memberKey<T>(kind: string, format: (x: T) => string) {
  return (id: bigint, x: T) => `settlements/${kind}/${fr(id)}/${format(x)}`;
}
