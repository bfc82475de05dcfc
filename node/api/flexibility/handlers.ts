import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { areaHandlers } from './areas.js';
import { needFactHandlers } from './needFacts.js';
import { needSumHandlers } from './needSums.js';
import { needHandlers } from './needs.js';
import { offerHandlers } from './offers.js';
import { paymentHandlers } from './payments.js';
import { readingChunkHandlers } from './readingChunks.js';

/** The answers of flexibility's routes. */
export function flexibilityHandlers(ledger: SoloLedger) {
  return {
    ...areaHandlers(ledger),
    ...needHandlers(ledger),
    ...needFactHandlers(ledger),
    ...offerHandlers(ledger),
    ...paymentHandlers(ledger),
    ...needSumHandlers(ledger),
    ...readingChunkHandlers(ledger),
  };
}
