import type { DeliverCase } from './deliverCase.js';

/** Variants of `deliverDay`: nothing proven, the day read by the DSO, one listed day alone. */
export const UNPROVEN: Partial<DeliverCase> = { proven: false };
export const SHORT_LIST: Partial<DeliverCase> = { n: 1 };
export const ownDay = ({ read }: DeliverCase): Partial<DeliverCase> => ({
  read: read.with(0, { ...read[0]!, status: 1 }),
});
