/** The rules of core's kinds, each under its kind's name. */
import { exchange } from './assets.js';
import { maskSum } from './maskSum.js';
import { mintAccount, mintNote, redeem, transfer } from './money.js';
import { changePoint, enrolPoint, revokePoint } from './points.js';
import { publishTariff } from './tariffs.js';

export const CORE_RULES = {
  mintNote,
  mintAccount,
  redeem,
  transfer,
  exchange,
  enrolPoint,
  changePoint,
  revokePoint,
  publishTariff,
  maskSum,
};
