/** The market's keys of the store; they enter the state hash. */
import { fr, u32 } from '../core/key.js';

export const keys = {
  auctionCount: 'auctions/count',
  auctionAt: (index: number) => `auctions/order/${u32(index)}`,
  auction: (id: bigint) => `auctions/record/${fr(id)}`,
  keptBond: (id: bigint) => `auctions/bond/${fr(id)}`,

  deposits: (id: bigint) => `orders/deposits/${fr(id)}`,
  order: (id: bigint, index: number) => `orders/record/${fr(id)}/${u32(index)}`,
  bid: (nf: bigint) => `orders/nullifier/${fr(nf)}`,

  statusList: (id: bigint) => `settlements/status-list/${fr(id)}`,
  statusEntry: (id: bigint, index: number) => `settlements/status-entry/${fr(id)}/${u32(index)}`,
  statusDigest: (id: bigint) => `settlements/status-digest/${fr(id)}`,
  struckTag: (id: bigint, tag: bigint) => `settlements/struck/${fr(id)}/${fr(tag)}`,
  statusTag: (id: bigint, tag: bigint) => `settlements/status/${fr(id)}/${fr(tag)}`,
  settlement: (id: bigint, index: number) => `settlements/record/${fr(id)}/${u32(index)}`,
  settled: (id: bigint, nf: bigint) => `settlements/nullifier/${fr(id)}/${fr(nf)}`,
  lateBills: (id: bigint) => `settlements/late/${fr(id)}`,
  lateBill: (id: bigint, index: number) => `settlements/late-bill/${fr(id)}/${u32(index)}`,

  held: (host: bigint) => `aggregates/held/${fr(host)}`,
  publication: (id: bigint) => `aggregates/record/${fr(id)}`,
} as const;
