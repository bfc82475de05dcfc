import { openAuction } from './openAuction.js';
import { publish } from './publication.js';
import { lateBill, settle, statusList } from './settlement.js';
import { clear, close, order, releaseShare, voidAuction } from './trading.js';

/** The rules of the market's kinds. */
export const MARKET_RULES = {
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
