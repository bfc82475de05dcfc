/**
 * The handlers of the market's kinds, each under its kind's name. Types see in node/state/handlers.ts that none is
 * missing.
 */
import { releaseHeld } from './held.js';
import { lateBill } from './lateBill.js';
import { openAuction } from './openAuction.js';
import { openSettlement } from './openSettlement.js';
import { order } from './order.js';
import { publish } from './publication.js';
import { releaseBond } from './releaseBond.js';
import { settle } from './settlement.js';
import { statusList } from './statusList.js';
import { strikeStatus } from './strikeStatus.js';

export const MARKET_HANDLERS = {
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
