/**
 * The handlers of the market's kinds, each under its kind's name. Types see in node/state/handlers.ts that none is
 * missing.
 */
import { clear, close } from './clearing.js';
import { releaseHeld } from './held.js';
import { lateBill } from './lateBill.js';
import { openAuction } from './openAuction.js';
import { openSettlement } from './openSettlement.js';
import { order } from './order.js';
import { publish } from './publication.js';
import { releaseShare } from './release.js';
import { releaseBond } from './releaseBond.js';
import { settle } from './settlement.js';
import { statusList } from './statusList.js';
import { strikeStatus } from './strikeStatus.js';
import { voidAuction } from './voidAuction.js';

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
  openSettlement,
  strikeStatus,
  releaseHeld,
  releaseBond,
};
