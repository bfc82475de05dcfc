/**
 * The handlers of core's kinds, each under its kind's name. Types see in node/state/handlers.ts that none is
 * missing.
 */
import { clear } from './books/clear.js';
import { close } from './books/close.js';
import { releaseShare } from './books/releaseShare.js';
import { voidAuction } from './books/voidAuction.js';
import { maskSum } from './groups/maskSum.js';
import { measured } from './measures/measured.js';
import { measuredPeak } from './measures/measuredPeak.js';
import { networkAsset } from './measures/networkAsset.js';
import { mintAccount, redeem } from './money/accounts.js';
import { exchange } from './money/exchange.js';
import { mintNote } from './money/mintNote.js';
import { transfer } from './money/transfer.js';
import { changeParty, endParty, registerParty } from './parties.js';
import { changePoint, enrolPoint, revokePoint } from './points/points.js';
import { publishTariff } from './tariffs.js';

export const CORE_HANDLERS = {
  mintNote,
  mintAccount,
  redeem,
  transfer,
  exchange,
  enrolPoint,
  changePoint,
  revokePoint,
  publishTariff,
  releaseShare,
  clear,
  close,
  voidAuction,
  maskSum,
  networkAsset,
  measured,
  measuredPeak,
  registerParty,
  changeParty,
  endParty,
};
