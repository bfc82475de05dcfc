import { maskSum } from './groups/maskSum.js';
import { mintAccount, redeem } from './money/accounts.js';
import { mintNote, transfer } from './money/notes.js';
import { changePoint, enrolPoint, revokePoint } from './points/points.js';
import { publishTariff } from './tariffs.js';

/** The handlers of core's kinds. */
export const CORE_HANDLERS = {
  mintNote,
  mintAccount,
  redeem,
  transfer,
  enrolPoint,
  changePoint,
  revokePoint,
  publishTariff,
  maskSum,
};
