/** The end of a book by silence. protocol/market.md, voidAuction. */
import { container, Fr, type Infer } from '../ssz.js';

export const VoidAuctionBody = container({ auctionId: Fr });
export type VoidAuctionBody = Infer<typeof VoidAuctionBody>;
