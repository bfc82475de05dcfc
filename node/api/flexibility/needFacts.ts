import { ensure } from '@veilgrid/protocol/errors';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { requireNeed } from '../../state/flexibility/need.js';
import { factAt } from '../core/facts.js';
import type { Handlers } from '../http/handlers.js';
import { NeedPlaces } from './needPlaces.js';

export function needFactHandlers(ledger: SoloLedger): Pick<Handlers, 'needFacts'> {
  const places = new NeedPlaces(ledger);
  return {
    async needFacts({ params: { needId } }) {
      const { need } = requireNeed(ledger.context, ledger.view, needId);
      await places.learn();
      const { openNeed, releaseShare, close, voidAuction } = places.of(needId);
      // The view may already show what is not yet flushed.
      ensure(openNeed !== undefined, 'NEED_UNKNOWN', { field: 'needId' });
      return {
        publishArea: factAt(ledger, places.ofArea(need.areaId)),
        openNeed: factAt(ledger, openNeed),
        ...(releaseShare && { releaseShare: factAt(ledger, releaseShare) }),
        ...(close && { close: factAt(ledger, close) }),
        ...(voidAuction && { voidAuction: factAt(ledger, voidAuction) }),
        calls: places.callsOf(needId).map((place) => factAt(ledger, place)),
      };
    },
  };
}
