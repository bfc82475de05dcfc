/** The table of answers: every route has one. */
import type { SoloLedger } from '../consensus/solo/ledger.js';
import { coreHandlers } from './core/handlers.js';
import { disclosureHandlers } from './disclosure/handlers.js';
import { flexibilityHandlers } from './flexibility/handlers.js';
import type { Handlers } from './http/handlers.js';
import { marketHandlers } from './market/handlers.js';

/** Every route's answer from one ledger. */
export function handlersOf(ledger: SoloLedger): Handlers {
  return {
    ...coreHandlers(ledger),
    ...marketHandlers(ledger),
    ...flexibilityHandlers(ledger),
    ...disclosureHandlers(ledger),
  };
}
