/** What was played on a chain in memory, again on a ledger that is served: signed, its proofs taken as they come. */
import { createApi } from '@veilgrid/client-sdk';
import { originOf } from '@veilgrid/node/consensus/solo/origin';
import { memoryLedger } from '@veilgrid/node/store/memoryLedger';
import { signersOf } from '@veilgrid/protocol/kinds';
import { encodeTx, signTx, type Tx } from '@veilgrid/protocol/tx';
import { digestOf } from '../../node/support/chain.js';
import { testLedger } from '../../node/support/ledger.js';
import { serve } from '../../node/support/serve.js';
import type { TestChain } from '../../state/support/chain.js';
import { GENESIS, secretOf } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';
import { PROFILE } from '../../state/support/profile.js';
import { signerOf } from '../../state/support/signers.js';

function signed(tx: Tx): Tx {
  const digest = digestOf(tx, GENESIS.chainId);
  const signatures = signersOf(tx).map((role) => signTx(role, digest, secretOf(signerOf(role, tx))));
  return { ...tx, signatures };
}

export async function replayed(chain: TestChain) {
  const store = memoryLedger(originOf(GENESIS, hasher));
  const ledger = testLedger({ genesis: GENESIS, store });
  for (const { time, vtxs } of chain.blocks) {
    if (time > ledger.head.time) await ledger.moveTime(time);
    const sent = await Promise.all(vtxs.map(({ tx }) => ledger.submit(encodeTx(PROFILE, signed(tx)))));
    await Promise.all(sent.map(({ committed }) => committed));
  }
  const { url, close } = await serve(ledger);
  return { ledger, api: createApi(url), close };
}

export type Replayed = Awaited<ReturnType<typeof replayed>>;
