import type { Kind } from '@veilgrid/protocol/tx';
import { mintAccount, redeem } from './accounts.js';
import { publish } from './aggregate.js';
import { voidAuction } from './auction.js';
import { clear, close } from './clearing.js';
import { changePoint, enrolPoint, revokePoint } from './connection.js';
import type { Handler } from './handler.js';
import { maskSum } from './maskSum.js';
import { mintNote, transfer } from './notes.js';
import { openAuction } from './openAuction.js';
import { order } from './order.js';
import { releaseShare } from './release.js';
import { lateBill, settle } from './settlement.js';
import { statusList } from './statusList.js';
import { publishTariff } from './tariff.js';

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
