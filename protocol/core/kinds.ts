import { ensure } from '../errors.js';
import { AGGREGATOR_ROLE, accountRole } from '../roles.js';
import { aggregatorOf, maskSumBodyType } from './groups/maskSum.js';
import { by, fixed, kind } from './kind.js';
import { ExchangeBody } from './money/exchange.js';
import { MintAccountBody, RedeemBody, TransferBody } from './money/note.js';
import { MintNoteBody, Slip } from './money/slip.js';
import { PointBody, RevokePointBody } from './points.js';
import { publishTariffBodyType } from './tariffs.js';

/** A point is enrolled and changed with four signatures, the fourth by the key that the body itself names. */
const point = {
  body: fixed(PointBody),
  signers: by('dso', 'supplier', 'statistician', 'owner'),
  circuits: [],
  ownerKey: (body: PointBody) => body.ownerSigPk,
} as const;

/** Core's kinds: 1 to 29, and 42. */
export const CORE_KINDS = {
  mintNote: kind({
    id: 1,
    body: fixed(MintNoteBody),
    signers: by('issuer'),
    circuits: ['issue'],
    // The payer proves before the issuer knows its sequence number.
    bound: (body: MintNoteBody) => Slip.serialize(body.slip),
  }),
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
  exchange: kind({ id: 5, body: fixed(ExchangeBody), signers: by(), circuits: ['transfer', 'transfer'] }),
  enrolPoint: kind({ id: 10, ...point }),
  changePoint: kind({ id: 11, ...point }),
  revokePoint: kind({ id: 12, body: fixed(RevokePointBody), signers: by('dso', 'supplier'), circuits: [] }),
  publishTariff: kind({ id: 20, body: publishTariffBodyType, signers: by('dso'), circuits: [] }),
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
