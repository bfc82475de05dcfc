/** The rules of the market's kinds, each under its kind's name. */
import { openAuction } from './openAuction.js';
import { order } from './order.js';
import { publish, releaseBond, releaseHeld } from './publication.js';
import { lateBill, openSettlement, settle } from './settlement.js';
import { statusList, strikeStatus } from './statusList.js';

export const MARKET_RULES = {
  openAuction,
  order,
  statusList,
  settle,
  publish,
  lateBill,
  openSettlement,
  strikeStatus,
  releaseHeld,
  releaseBond,
};
