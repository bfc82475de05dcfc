/** The release of a book's key. protocol/market.md, releaseShare. */
import { container, Fr, type Infer, U32, U64 } from '../ssz.js';

/** The regulator's half of the key, for this book alone: the number of the frozen orders and their fold. */
export const ReleaseShareBody = container({ sequence: U64, auctionId: Fr, scalar: Fr, count: U32, fold: Fr });
export type ReleaseShareBody = Infer<typeof ReleaseShareBody>;
