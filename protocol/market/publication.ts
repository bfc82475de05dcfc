/** The published sums of a set of auctions, and the money that waits for it or is held after it. */
import { container, Fr, type Infer, U64 } from '../core/ssz.js';

export const PublishBody = container({ auctionId: Fr });
export type PublishBody = Infer<typeof PublishBody>;

/** What no late bill took from a published set's deposits goes to the supplier. */
export const ReleaseHeldBody = container({ sequence: U64, host: Fr });
export type ReleaseHeldBody = Infer<typeof ReleaseHeldBody>;

/** An auction that waits for a large set gives back what of its bond its own members cannot need. */
export const ReleaseBondBody = container({ sequence: U64, auctionId: Fr });
export type ReleaseBondBody = Infer<typeof ReleaseBondBody>;
