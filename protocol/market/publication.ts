/** The published sums of a set of auctions. */
import { container, Fr, type Infer } from '../core/ssz.js';

export const PublishBody = container({ auctionId: Fr });
export type PublishBody = Infer<typeof PublishBody>;
