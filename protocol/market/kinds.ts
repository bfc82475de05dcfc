import { by, fixed, kind } from '../core/kind.js';
import { OpenAuctionBody } from './auction.js';
import { orderBodyType } from './order.js';
import { PublishBody, ReleaseBondBody, ReleaseHeldBody } from './publication.js';
import { lateBillBodyType, OpenSettlementBody, settleBodyType } from './settlement.js';
import { StrikeStatusBody, statusListBodyType } from './statusList.js';

/** The market's kinds: 30 to 49 but 32 to 35 and 42. */
export const MARKET_KINDS = {
  openAuction: kind({
    id: 30,
    body: fixed(OpenAuctionBody),
    signers: by('operator', 'regulator', 'supplier'),
    circuits: [],
  }),
  order: kind({ id: 31, body: orderBodyType, signers: by(), circuits: ['order'] }),
  statusList: kind({
    id: 40,
    body: statusListBodyType,
    signers: by('dso', 'statistician'),
    circuits: [],
  }),
  settle: kind({ id: 41, body: settleBodyType, signers: by(), circuits: ['settle'] }),
  publish: kind({ id: 43, body: fixed(PublishBody), signers: by(), circuits: [] }),
  lateBill: kind({ id: 44, body: lateBillBodyType, signers: by(), circuits: ['settle'] }),
  openSettlement: kind({ id: 45, body: fixed(OpenSettlementBody), signers: by(), circuits: [] }),
  strikeStatus: kind({
    id: 46,
    body: fixed(StrikeStatusBody),
    signers: by('regulator', 'statistician'),
    circuits: [],
  }),
  releaseHeld: kind({
    id: 47,
    body: fixed(ReleaseHeldBody),
    signers: by('supplier', 'statistician'),
    circuits: [],
  }),
  releaseBond: kind({
    id: 48,
    body: fixed(ReleaseBondBody),
    signers: by('supplier', 'statistician'),
    circuits: [],
  }),
};
