import { fail } from '@veilgrid/protocol/errors';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { assetSupply, getAsset } from '../../state/core/money/assets.js';
import type { Handlers } from '../http/handlers.js';

export function assetHandlers({ view }: SoloLedger): Pick<Handlers, 'asset'> {
  return {
    asset({ params: { id } }) {
      const asset = getAsset(view, id);
      if (!asset) throw fail('NOT_FOUND', { field: 'id' });
      return { ...asset, supply: assetSupply(view, id) };
    },
  };
}
