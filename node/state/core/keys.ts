/**
 * Every key of the store. The first segment is the module, whose writes a block hashes together.
 * Fixed width, lower-case hex: a key's length follows from its kind, and order is numeric order.
 */
const hexOf = (digits: number) => (x: number | bigint) => x.toString(16).padStart(digits, '0');
const u8 = hexOf(2);
const u32 = hexOf(8);
const u64 = hexOf(16);
const fr = hexOf(64);

export const keys = {
  sequence: (role: number) => `roles/sequence/${u8(role)}`,

  balance: (role: number) => `accounts/balance/${u8(role)}`,
  supply: 'accounts/supply',

  noteFrontier: 'notes/frontier',
  noteRoot: 'notes/root',
  acceptedNoteRoot: (root: bigint) => `notes/accepted/${fr(root)}`,
  noteLeaf: (index: number) => `notes/leaf/${u64(index)}`,
  noteIndex: (cm: bigint) => `notes/index/${fr(cm)}`,
  nullifier: (nf: bigint) => `notes/nullifier/${fr(nf)}`,

  pointCount: 'points/count',
  pointAt: (index: number) => `points/order/${u32(index)}`,
  point: (position: number) => `points/record/${u32(position)}`,
  pointChangeCount: 'points/change-count',
  pointChange: (index: number) => `points/change/${u32(index)}`,
  pointNode: (height: number, index: number) => `points/node/${u8(height)}/${u32(index)}`,
  pointGroup: (zone: number, tariffId: number) => `points/group/${u32(zone)}${u32(tariffId)}/count`,
  pointGroupSlot: (zone: number, tariffId: number, slot: number) =>
    `points/group/${u32(zone)}${u32(tariffId)}/slot/${u32(slot)}`,
  meterKey: (x: bigint, y: bigint) => `points/meter/${fr(x)}${fr(y)}`,
  keyA: (hash: bigint) => `points/key-a/${fr(hash)}`,
  keyB: (hash: bigint) => `points/key-b/${fr(hash)}`,

  tariff: (tariffId: number, day: number) => `tariffs/record/${u32(tariffId)}${u32(day)}`,

  auctionCount: 'auctions/count',
  auctionAt: (index: number) => `auctions/order/${u32(index)}`,
  auction: (id: bigint) => `auctions/record/${fr(id)}`,
  auctionPhase: (id: bigint) => `auctions/phase/${fr(id)}`,
  keyShare: (y: bigint) => `auctions/share/${fr(y)}`,

  orderHead: (id: bigint) => `orders/head/${fr(id)}`,
  order: (id: bigint, index: number) => `orders/record/${fr(id)}/${u32(index)}`,
  orderCheckpoint: (id: bigint, batch: number) => `orders/checkpoint/${fr(id)}/${u32(batch)}`,
  bid: (nf: bigint) => `orders/nullifier/${fr(nf)}`,

  clearingProgress: (id: bigint) => `clearing/progress/${fr(id)}`,
  clearingResult: (id: bigint) => `clearing/result/${fr(id)}`,

  statusList: (id: bigint) => `settlements/status-list/${fr(id)}`,
  statusTag: (id: bigint, tag: bigint) => `settlements/status/${fr(id)}/${fr(tag)}`,
  settlement: (id: bigint, index: number) => `settlements/record/${fr(id)}/${u32(index)}`,
  settled: tagKey('nullifier', fr),

  group: (id: bigint) => `groups/record/${fr(id)}`,
  groupQueue: (series: bigint) => `groups/queue/${fr(series)}`,
  groupHead: (id: bigint) => `settlements/head/${fr(id)}`,
  tagCheckpoint: { A: tagKey('checkpoint-a', u32), B: tagKey('checkpoint-b', u32) },
  tag: { A: tagKey('tag-a', fr), B: tagKey('tag-b', fr) },
  maskSumProgress: (id: bigint, aggregator: number) => `aggregates/progress/${fr(id)}/${u8(aggregator)}`,
  maskSum: (id: bigint, aggregator: number) => `aggregates/mask-sum/${fr(id)}/${u8(aggregator)}`,
  aggregate: (id: bigint) => `aggregates/record/${fr(id)}`,
  publishedWith: (id: bigint) => `aggregates/published-with/${fr(id)}`,
  publishedSet: (id: bigint) => `aggregates/published-set/${fr(id)}`,
  dsoDebt: 'aggregates/dso-debt',
} as const;

function tagKey<T>(kind: string, format: (x: T) => string) {
  return (id: bigint, x: T) => `settlements/${kind}/${fr(id)}/${format(x)}`;
}

/** The module a key belongs to. */
export function moduleOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}
