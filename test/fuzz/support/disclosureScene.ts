/** Two purposes in which every kind of data access succeeds, from a party's key to the end of a consent. */
import { SimChain } from '../../economy/support/simChain.js';
import {
  ASKS,
  consentBody,
  consentIdOf,
  PLANS,
  partiesChain,
  purposeBody,
  receiptsBody,
  secretOfConsent,
} from '../../state/support/disclosure/bodies.js';
import { START } from '../../state/support/genesis.js';
import { type Scene, sceneOf } from './scene.js';

export function disclosureScene(): Scene {
  const chain = partiesChain(new SimChain());
  const consents = [0, 1, 0].map((purposeId, i) => consentBody(i, { purposeId }));
  const revoke = (i: number) => {
    chain.send('revokeConsent', { consentId: consentIdOf(chain, consents[i]!), secret: secretOfConsent(i) });
  };
  return sceneOf(chain, [
    () => {
      for (const recipientKey of [101n, 102n]) chain.send('recipientKey', { partyId: ASKS, recipientKey });
      chain.send('registerPurpose', purposeBody());
      chain.send('registerPurpose', purposeBody({ purposeId: 1, partyId: PLANS, panels: 1 }));
    },
    () => {
      for (const consent of consents) chain.send('consent', consent);
    },
    () => {
      revoke(0);
      chain.send('receipts', receiptsBody());
    },
    () => {
      chain.at(START + 86_400n).send('endPurpose', { purposeId: 0, partyId: ASKS, byParty: 1 });
      chain.send('endPurpose', { purposeId: 1, partyId: PLANS, byParty: 0 });
      revoke(1);
      chain.send('receipts', receiptsBody({ index: 1, from: receiptsBody().to, to: START }));
    },
  ]);
}
