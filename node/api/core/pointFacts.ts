/** Which transactions made points what they are: an index of the node's, outside consensus. */
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import type { Place } from '../../store/ledgerStore.js';
import type { Handlers } from '../http/handlers.js';
import { factAt } from './facts.js';
import { LedgerWalk } from './ledgerWalk.js';

export function pointFactHandlers(ledger: SoloLedger): Pick<Handlers, 'pointFacts'> {
  /** One for each entry of the list of changes. */
  const places: Place[] = [];
  const walk = new LedgerWalk(
    ledger,
    ['enrolPoint', 'changePoint', 'revokePoint'],
    (_kind, _bytes, place) => {
      places.push(place);
    },
  );
  return {
    async pointFacts({ query: { from, limit } }) {
      await walk.learn();
      const items = places.slice(from, from + limit).map((place) => factAt(ledger, place));
      return { total: places.length, items };
    },
  };
}
