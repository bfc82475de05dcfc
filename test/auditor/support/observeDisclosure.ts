/** The same questions about data access to node and auditor. */
import type { Books } from '@veilgrid/client-sdk/auditor/index';
import { listParties } from '@veilgrid/node/state/core/parties';
import {
  consentCount,
  givenCount,
  listConsents,
  listConsentsTo,
  liveCount,
} from '@veilgrid/node/state/disclosure/consent';
import { listPurposes } from '@veilgrid/node/state/disclosure/purpose';
import { listReceipts, receiptsCount } from '@veilgrid/node/state/disclosure/receipts';
import { recipientKeyOf } from '@veilgrid/node/state/disclosure/recipient';
import { FIRST_PARTY } from '@veilgrid/protocol/roles';
import type { TestNode } from './node.js';

const MANY = 1_000;
/** Roles of genesis and what is registered. */
const partiesAmong = (registered: readonly number[]) => [
  ...Array.from({ length: FIRST_PARTY }, (_, role) => role),
  ...registered,
];

export function nodeDisclosure({ store: view }: TestNode) {
  const parties = partiesAmong(listParties(view, 0, MANY).map(({ partyId }) => partyId));
  return {
    keys: parties.map((partyId) => recipientKeyOf(view, partyId)),
    purposes: listPurposes(view, 0, MANY).map(({ purposeId, ...record }) => ({
      record,
      live: liveCount(view, purposeId),
      given: givenCount(view, purposeId),
      consents: listConsentsTo(view, purposeId, 0, MANY),
    })),
    count: consentCount(view),
    consents: listConsents(view, 0, MANY),
    receipts: parties.map((partyId) => [
      receiptsCount(view, partyId),
      listReceipts(view, partyId, 0, MANY).map(({ index: _, ...rest }) => rest),
    ]),
  };
}

export function auditorDisclosure(books: Books): ReturnType<typeof nodeDisclosure> {
  const parties = partiesAmong([...books.parties.records.keys()]);
  const consents = [...books.consents].map(([consentId, record]) => ({ consentId, ...record }));
  return {
    keys: parties.map((partyId) => books.recipientKeys.get(partyId)),
    purposes: books.purposes.map((purpose, id) => {
      const given = consents.filter(({ purposeId }) => purposeId === id);
      return { ...purpose, given: given.length, consents: given };
    }),
    count: books.consents.size,
    consents,
    receipts: parties.map((partyId) => {
      const rooted = books.receipts.get(partyId) ?? [];
      return [rooted.length, rooted];
    }),
  };
}
