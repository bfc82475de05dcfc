/** The rules of core's kinds, each under its kind's name. */
import { maskSum } from './maskSum.js';
import { mintAccount, mintNote, redeem, transfer } from './money.js';
import { changePoint, enrolPoint, revokePoint } from './points.js';
import { clear, close, releaseShare, voidAuction } from './sealedBooks.js';
import { publishTariff } from './tariffs.js';

export const CORE_RULES = {
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
