/** What everybody can read of one household's day on the ledger: its order and its settlement, as they stand in the blocks. */
import type { OwnOrder } from '@veilgrid/client-sdk';
import { blocksOf } from '@veilgrid/client-sdk/client/blocks';
import { allItems } from '@veilgrid/client-sdk/client/submit';
import { Block } from '@veilgrid/protocol/core/block';
import { fail } from '@veilgrid/protocol/errors';
import { type SettleBody, settleNullifier } from '@veilgrid/protocol/market/settlement';
import type { RouteResponse } from '@veilgrid/protocol/routes';
import { decodeTx } from '@veilgrid/protocol/tx';
import type { Access } from '../town/services.js';

export interface Seen {
  readonly order: RouteResponse<'orders'>['items'][number];
  readonly settlement: SettleBody;
}

/** Only the household itself knows which they are: the order names neither, and nothing links the two. */
export async function seenOf({ api, genesis, hasher }: Access, own: OwnOrder): Promise<Seen> {
  const { auctionId, salt, c } = own;
  const orders = await allItems((query) => api.orders({ params: { auctionId }, query }));
  const nf = settleNullifier(hasher, salt, auctionId);
  const { height } = await api.status({});
  for await (const { block } of blocksOf(api, 1, Number(height))) {
    for (const bytes of Block.deserialize(block).transactions) {
      const { kind, body } = decodeTx(genesis.profile, bytes);
      if (kind === 'settle' && body.nf === nf) {
        return { order: orders.find((order) => order.c === c)!, settlement: body };
      }
    }
  }
  throw fail('NOT_FOUND', { field: 'settlement' });
}
