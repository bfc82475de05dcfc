/** Steps nobody signs: valid once their time conditions hold. */
import { submitTx } from '@veilgrid/client-sdk/client/submit';
import type { Profile } from '@veilgrid/protocol/params';
import type { Api } from '@veilgrid/protocol/routes';

const unsigned = { proofs: new Uint8Array(), signatures: [] };

export async function publish(api: Api, profile: Profile, auctionId: bigint): Promise<void> {
  await submitTx(api, profile, { kind: 'publish', body: { auctionId }, ...unsigned });
}

export async function voidAuction(api: Api, profile: Profile, auctionId: bigint): Promise<void> {
  await submitTx(api, profile, { kind: 'voidAuction', body: { auctionId }, ...unsigned });
}
