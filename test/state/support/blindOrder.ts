import { mulBase } from '@veilgrid/protocol/core/crypto/babyjub';
import { orderMemoBytes } from '@veilgrid/protocol/market/order';
import { MONEY } from '@veilgrid/protocol/params';
import type { BodyOf } from './chain.js';
import { PARAMS } from './genesis.js';

/** An order whose contents nobody ever sees; another one for every seed from 1 on. */
export function blindOrder(
  seed: bigint,
  auctionId: bigint,
  noteRoot: bigint,
  deposit: bigint,
): BodyOf<'order'> {
  const ephemeral = mulBase(seed);
  return {
    auctionId,
    nfNote: seed + 1_000n,
    nfBid: seed + 2_000n,
    changeCm: seed + 3_000n,
    c: seed + 4_000n,
    ephemeralX: ephemeral.x,
    ephemeralY: ephemeral.y,
    ct: Array.from({ length: PARAMS.orderWords + 1 }, (_, i) => seed + BigInt(i)),
    noteRoot,
    asset: MONEY,
    deposit,
    memo: new Uint8Array(orderMemoBytes(PARAMS)),
  };
}
