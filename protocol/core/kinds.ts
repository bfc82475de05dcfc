import { ensure } from '../errors.js';
import { AGGREGATOR_ROLE, accountRole, FIRST_PARTY } from '../roles.js';
import { ClearBody } from './books/clear.js';
import { closeBodyType } from './books/close.js';
import { ReleaseShareBody } from './books/releaseShare.js';
import { VoidAuctionBody } from './books/voidAuction.js';
import { aggregatorOf, maskSumBodyType } from './groups/maskSum.js';
import { by, fixed, kind } from './kind.js';
import { NetworkAssetBody } from './measures/asset.js';
import { ACT_POST, MeasuredPeakBody, measuredBodyType } from './measures/measured.js';
import { ExchangeBody } from './money/exchange.js';
import { MintAccountBody, RedeemBody, TransferBody } from './money/note.js';
import { MintNoteBody, Slip } from './money/slip.js';
import { CHANGE_PARTY, ChangePartyBody, EndPartyBody, RegisterPartyBody } from './parties.js';
import { PointBody, RevokePointBody } from './points.js';
import { publishTariffBodyType } from './tariffs.js';

/** A point is enrolled and changed with four signatures, the fourth by the key that the body itself names. */
const point = {
  body: fixed(PointBody),
  signers: by('dso', 'supplier', 'statistician', 'owner'),
  circuits: [],
  ownerKey: (body: PointBody) => body.ownerSigPk,
} as const;

/** Whoever owns a meter signs beside the DSO, where it is not the DSO's own. */
const meterOwnerOf = (meterOwner: number) => (meterOwner === 0 ? [] : (['party'] as const));

/** Core's kinds: 1 to 29, 32 to 35, 42, 100 to 102 and 130 to 132. */
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
      if (body.account >= FIRST_PARTY) return ['party'];
      const role = accountRole(body.account);
      ensure(role !== undefined, 'VALUE_OUT_OF_RANGE', { field: 'account' });
      return [role];
    },
    circuits: [],
    party: (body: RedeemBody) => body.account,
  }),
  transfer: kind({ id: 4, body: fixed(TransferBody), signers: by(), circuits: ['transfer'] }),
  exchange: kind({ id: 5, body: fixed(ExchangeBody), signers: by(), circuits: ['transfer', 'transfer'] }),
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
  networkAsset: kind({
    id: 130,
    body: fixed(NetworkAssetBody),
    signers: ({ meterOwner }: NetworkAssetBody) => ['dso', ...meterOwnerOf(meterOwner)],
    circuits: [],
    together: true,
    party: ({ meterOwner }: NetworkAssetBody) => meterOwner,
  }),
  measured: kind({
    id: 131,
    body: measuredBodyType,
    signers: ({ meterOwner, act }) => [
      'dso',
      ...meterOwnerOf(meterOwner),
      ...(act === ACT_POST ? [] : (['regulator'] as const)),
    ],
    circuits: [],
    together: true,
    party: ({ meterOwner }) => meterOwner,
  }),
  measuredPeak: kind({ id: 132, body: fixed(MeasuredPeakBody), signers: by('dso'), circuits: [] }),
  registerParty: kind({
    id: 100,
    body: fixed(RegisterPartyBody),
    signers: by('regulator', 'party'),
    circuits: [],
    party: (body: RegisterPartyBody) => body.sigPk,
  }),
  changeParty: kind({
    id: CHANGE_PARTY,
    body: fixed(ChangePartyBody),
    signers: (body: ChangePartyBody) => ['regulator', body.lost === 1 ? 'issuer' : 'party'],
    together: true,
    circuits: [],
    party: (body: ChangePartyBody) => body.partyId,
  }),
  endParty: kind({ id: 102, body: fixed(EndPartyBody), signers: by('regulator'), circuits: [] }),
};
