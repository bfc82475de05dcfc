import { ensure } from '../errors.js';
import { AGGREGATOR_ROLE, accountRole } from '../roles.js';
import { ClearBody } from './books/clear.js';
import { closeBodyType } from './books/close.js';
import { ReleaseShareBody } from './books/releaseShare.js';
import { VoidAuctionBody } from './books/voidAuction.js';
import { aggregatorOf, maskSumBodyType } from './groups/maskSum.js';
import { by, fixed, kind } from './kind.js';
import { MintAccountBody, MintNoteBody, RedeemBody, TransferBody } from './money/note.js';
import { PointBody, RevokePointBody } from './points.js';
import { publishTariffBodyType } from './tariffs.js';

/** A point is enrolled and changed with four signatures, the fourth by the key that the body itself names. */
const point = {
  body: fixed(PointBody),
  signers: by('dso', 'supplier', 'statistician', 'owner'),
  circuits: [],
  ownerKey: (body: PointBody) => body.ownerSigPk,
} as const;

/** Core's kinds: 1 to 29, 32 to 35, and 42. */
export const CORE_KINDS = {
  mintNote: kind({ id: 1, body: fixed(MintNoteBody), signers: by('issuer'), circuits: [] }),
  mintAccount: kind({ id: 2, body: fixed(MintAccountBody), signers: by('issuer'), circuits: [] }),
  redeem: kind({
    id: 3,
    body: fixed(RedeemBody),
    signers: (body: RedeemBody) => {
      const role = accountRole(body.account);
      ensure(role !== undefined, 'VALUE_OUT_OF_RANGE', { field: 'account' });
      return [role];
    },
    circuits: [],
  }),
  transfer: kind({ id: 4, body: fixed(TransferBody), signers: by(), circuits: ['transfer'] }),
  enrolPoint: kind({ id: 10, ...point }),
  changePoint: kind({ id: 11, ...point }),
  revokePoint: kind({ id: 12, body: fixed(RevokePointBody), signers: by('dso', 'supplier'), circuits: [] }),
  publishTariff: kind({ id: 20, body: publishTariffBodyType, signers: by('dso'), circuits: [] }),
  releaseShare: kind({ id: 32, body: fixed(ReleaseShareBody), signers: by('regulator'), circuits: [] }),
  clear: kind({ id: 33, body: fixed(ClearBody), signers: by('operator'), circuits: ['clear'] }),
  close: kind({ id: 34, body: closeBodyType, signers: by('operator'), circuits: ['close'] }),
  voidAuction: kind({ id: 35, body: fixed(VoidAuctionBody), signers: by(), circuits: [] }),
  maskSum: kind({
    id: 42,
    body: maskSumBodyType,
    signers: (body) => {
      const aggregator = aggregatorOf(body.aggregator);
      ensure(aggregator !== undefined, 'VALUE_OUT_OF_RANGE', { field: 'aggregator' });
      return [AGGREGATOR_ROLE[aggregator]];
    },
    circuits: ['masksum'],
  }),
};
