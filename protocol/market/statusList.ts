/** The list of points whose day the DSO signs. */
import { container, Fr, type Infer, listOf, U64 } from '../core/ssz.js';

/** A-tags one status list may name; more points than that in one day are a DSO's emergency, not a list. */
export const MAX_STATUS_TAGS = 4096;

export const StatusListBody = container({ sequence: U64, auctionId: Fr, tags: listOf(Fr, MAX_STATUS_TAGS) });
export type StatusListBody = Infer<typeof StatusListBody>;
