import type { Kind } from '@veilgrid/protocol/kinds';
import { maskSum } from './core/groups/maskSum.js';
import type { Handler } from './core/handler.js';
import { mintAccount, redeem } from './core/money/accounts.js';
import { mintNote, transfer } from './core/money/notes.js';
import { changePoint, enrolPoint, revokePoint } from './core/points/points.js';
import { publishTariff } from './core/tariffs.js';
import { voidAuction } from './market/auction.js';
import { clear, close } from './market/clearing.js';
import { openAuction } from './market/openAuction.js';
import { order } from './market/order.js';
import { publish } from './market/publication.js';
import { releaseShare } from './market/release.js';
import { lateBill, settle } from './market/settlement.js';
import { statusList } from './market/statusList.js';

const HANDLERS: { readonly [K in Kind]: Handler<K> } = {
  mintNote,
  mintAccount,
  redeem,
  transfer,
  enrolPoint,
  changePoint,
  revokePoint,
  publishTariff,
  openAuction,
  order,
  releaseShare,
  clear,
  close,
  voidAuction,
  statusList,
  settle,
  maskSum,
  publish,
  lateBill,
};

/** The handler of a transaction's own kind; its body's type goes with it. */
export function handlerOf<K extends Kind>(kind: K): Handler<K> {
  return HANDLERS[kind];
}
