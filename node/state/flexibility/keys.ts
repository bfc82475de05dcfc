/** Flexibility's keys of the store; they enter the state hash. */
import { fr, u32 } from '../core/key.js';

export const keys = {
  area: (id: number) => `flexibility/area/${u32(id)}`,
  areaAt: (index: number) => `flexibility/area-order/${u32(index)}`,
  areasAt: (place: number) => `flexibility/areas-at/${u32(place)}`,
  areaCount: 'flexibility/area-count',
  dayOff: (day: number) => `flexibility/calendar/${u32(day)}`,
  day: (day: number) => `flexibility/day/${u32(day)}`,
  calledZone: (day: number, zone: number) => `flexibility/called-zone/${u32(day)}${u32(zone)}`,
  comparedZone: (day: number, zone: number) => `flexibility/compared-zone/${u32(day)}${u32(zone)}`,
  latestDay: 'flexibility/latest-day',
  needsOf: (day: number) => `flexibility/needs-of/${u32(day)}`,
  needAt: (index: number) => `flexibility/need-order/${u32(index)}`,
  needCount: 'flexibility/need-count',
  need: (id: bigint) => `flexibility/need/${fr(id)}`,
  standing: (id: bigint) => `flexibility/standing/${fr(id)}`,
  called: (id: bigint) => `flexibility/called/${fr(id)}`,
  offer: (id: bigint, index: number) => `flexibility/offer/${fr(id)}/${u32(index)}`,
  offerNullifier: (nf: bigint) => `flexibility/offer-nullifier/${fr(nf)}`,
  deliveries: (id: bigint, auctionId: bigint) => `flexibility/deliveries/${fr(id)}/${fr(auctionId)}`,
  openPoints: (id: bigint) => `flexibility/open-points/${fr(id)}`,
  factors: (id: bigint) => `flexibility/factors/${fr(id)}`,
  payment: (id: bigint, index: number) => `flexibility/payment/${fr(id)}/${u32(index)}`,
  latePayment: (id: bigint, index: number) => `flexibility/late-payment/${fr(id)}/${u32(index)}`,
  publication: (id: bigint) => `flexibility/publication/${fr(id)}`,
} as const;
