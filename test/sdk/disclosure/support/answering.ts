import { memoryTxStore, type TxStore } from '@veilgrid/client-sdk';
import type { Question } from '@veilgrid/protocol/disclosure/questions';
import type { Request } from '@veilgrid/protocol/disclosure/request';
import type { Prover } from '@veilgrid/protocol/prover';
import { ADVISER, type HomeDay, purposeBody, requestOf, ShownHome, signed } from './shownHome.js';

/** Two of the bank and one of somebody else. */
const PURPOSES = [
  purposeBody(),
  purposeBody({ purposeId: 1 }),
  purposeBody({ purposeId: 2, partyId: ADVISER }),
];

/** A home that answers whatever it is asked, under a consent of its own. */
export function answeringBy(prover: Prover, days: readonly HomeDay[], store: TxStore = memoryTxStore()) {
  const home = new ShownHome(days, PURPOSES);
  const { disclosure } = home.wallet(prover, store);
  return (asked: Question | readonly Question[], change: Partial<Request> = {}) => {
    const request = requestOf({ questions: [asked].flat(), ...change });
    const consent = home.consentTo(request, home.consents.length);
    return disclosure.answer({ bytes: signed(request) }, { consent });
  };
}
