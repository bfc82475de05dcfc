/**
 * The handlers of core's kinds, each under its kind's name. Types see in node/state/handlers.ts that none is
 * missing.
 */
import { clear } from './books/clear.js';
import { close } from './books/close.js';
import { releaseShare } from './books/releaseShare.js';
import { voidAuction } from './books/voidAuction.js';
import { maskSum } from './groups/maskSum.js';
import { mintAccount, redeem } from './money/accounts.js';
import { mintNote, transfer } from './money/notes.js';
import { changePoint, enrolPoint, revokePoint } from './points/points.js';
import { publishTariff } from './tariffs.js';

export const CORE_HANDLERS = {
  mintNote,
  mintAccount,
  redeem,
  transfer,
  enrolPoint,
  changePoint,
  revokePoint,
  publishTariff,
  releaseShare,
  clear,
  close,
  voidAuction,
  maskSum,
};
