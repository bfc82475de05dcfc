/** The rules of core's kinds, each under its kind's name. */
import { exchange } from './assets.js';
import { maskSum } from './maskSum.js';
import { measured, measuredPeak } from './measures.js';
import { mintAccount, mintNote, redeem, transfer } from './money.js';
import { networkAsset } from './networkAssets.js';
import { changeParty, endParty, registerParty } from './parties.js';
import { changePoint, enrolPoint, revokePoint } from './points.js';
import { clear, close, releaseShare, voidAuction } from './sealedBooks.js';
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
