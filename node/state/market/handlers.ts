import { voidAuction } from './auction.js';
import { clear, close } from './clearing.js';
import { openAuction } from './openAuction.js';
import { order } from './order.js';
import { publish } from './publication.js';
import { releaseShare } from './release.js';
import { lateBill, settle } from './settlement.js';
import { statusList } from './statusList.js';

/** The handlers of the market's kinds. */
export const MARKET_HANDLERS = {
  openAuction,
  order,
  releaseShare,
  clear,
  close,
  voidAuction,
  statusList,
  settle,
  publish,
  lateBill,
};
