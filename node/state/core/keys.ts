/**
 * Core's keys of the store; they enter the state hash. Those of groups keep the segments of the first module that
 * had any.
 */
import { fr, u8, u32, u64 } from './key.js';

export const keys = {
  sequence: (role: number) => `roles/sequence/${u8(role)}`,

  outageCount: 'chain/outages',
  outage: (index: number) => `chain/outage/${u32(index)}`,

  balance: (role: number) => `accounts/balance/${u8(role)}`,
  supply: 'accounts/supply',

  noteFrontier: 'notes/frontier',
  noteRoot: 'notes/root',
  acceptedNoteRoot: (root: bigint) => `notes/accepted/${fr(root)}`,
  noteLeaf: (index: number) => `notes/leaf/${u64(index)}`,
  noteIndex: (cm: bigint) => `notes/index/${fr(cm)}`,
  nullifier: (nf: bigint) => `notes/nullifier/${fr(nf)}`,

  logPeaks: 'log/peaks',
  logRoot: 'log/root',
  logEntry: (index: number) => `log/entry/${u64(index)}`,
  logIndex: (name: string, key: string) => `log/index/${name}/${key}`,

  pointCount: 'points/count',
  pointAt: (index: number) => `points/order/${u32(index)}`,
  point: (position: number) => `points/record/${u32(position)}`,
  pointChangeCount: 'points/change-count',
  pointChange: (index: number) => `points/change/${u32(index)}`,
  pointDay: (day: number) => `points/day/${u32(day)}`,
  pointNode: (height: number, index: number) => `points/node/${u8(height)}/${u32(index)}`,
  pointGroup: (zone: number, tariffId: number) => `points/group/${u32(zone)}${u32(tariffId)}/count`,
  pointGroupSlot: (zone: number, tariffId: number, slot: number) =>
    `points/group/${u32(zone)}${u32(tariffId)}/slot/${u32(slot)}`,
  meterKey: (x: bigint, y: bigint) => `points/meter/${fr(x)}${fr(y)}`,
  keyA: (hash: bigint) => `points/key-a/${fr(hash)}`,
  keyB: (hash: bigint) => `points/key-b/${fr(hash)}`,

  tariff: (tariffId: number, day: number) => `tariffs/record/${u32(tariffId)}${u32(day)}`,

  group: (id: bigint) => `groups/record/${fr(id)}`,
  groupQueue: (series: bigint) => `groups/queue/${fr(series)}`,
  groupTerms: (id: bigint) => `settlements/terms/${fr(id)}`,
  called: (zone: number, day: number) => `groups/called/${u32(zone)}${u32(day)}`,
  groupHead: (id: bigint) => `settlements/head/${fr(id)}`,
  tagCheckpoint: { A: memberKey('checkpoint-a', u32), B: memberKey('checkpoint-b', u32) },
  tag: { A: memberKey('tag-a', fr), B: memberKey('tag-b', fr) },
  maskSumProgress: (id: bigint, aggregator: number) => `aggregates/progress/${fr(id)}/${u8(aggregator)}`,
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
