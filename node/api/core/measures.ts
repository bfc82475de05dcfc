import { ensure } from '@veilgrid/protocol/errors';
import type { SoloLedger } from '../../consensus/solo/ledger.js';
import { assetCount, listAssets, requireAsset } from '../../state/core/measures/assets.js';
import { getMeasured } from '../../state/core/measures/measured.js';
import type { Handlers } from '../http/handlers.js';

const MAX_U32 = 2 ** 32 - 1;

export function measureHandlers({ view, context }: SoloLedger): Pick<Handlers, 'networkAssets' | 'measured'> {
  return {
    networkAssets: ({ query: { from, limit } }) => ({
      total: assetCount(view),
      items: listAssets(view, from, limit),
    }),
    measured({ params: { assetId, day } }) {
      // What no key can hold was never announced.
      ensure(assetId <= MAX_U32 && day <= MAX_U32, 'NETWORK_ASSET_UNKNOWN', { field: 'assetId' });
      const asset = requireAsset(view, assetId, day);
      return { asset, measured: getMeasured(context, view, assetId, day) };
    },
  };
}
