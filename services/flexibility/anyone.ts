/** Steps of a need that nobody signs: valid once their time conditions hold. */
import { submitTx } from '@veilgrid/client-sdk/client/submit';
import type { Profile } from '@veilgrid/protocol/params';
import type { Api } from '@veilgrid/protocol/routes';

export async function publishNeed(api: Api, profile: Profile, needId: bigint): Promise<void> {
  await submitTx(api, profile, {
    kind: 'publishNeed',
    body: { needId },
    proofs: new Uint8Array(),
    signatures: [],
  });
}
