import { manifestHash } from '@veilgrid/circuits';
import { createApi } from '@veilgrid/client-sdk';
import type { ProofClaim } from '@veilgrid/client-sdk/verifier/proof';
import { manualClock } from '@veilgrid/node/consensus/solo/clock';
import { SoloLedger } from '@veilgrid/node/consensus/solo/ledger';
import { originOf } from '@veilgrid/node/consensus/solo/origin';
import type { LedgerStore, Origin } from '@veilgrid/node/store/ledgerStore';
import { memoryLedger } from '@veilgrid/node/store/memoryLedger';
import { decodeProof } from '@veilgrid/protocol/core/crypto/proof';
import { parseGenesis } from '@veilgrid/protocol/core/genesis';
import { fail } from '@veilgrid/protocol/errors';
import type { AuthorityRole } from '@veilgrid/protocol/roles';
import { RoleSigner } from '@veilgrid/services';
import { createHasher } from '@veilgrid/wasm-core';
import { serve, TOKEN } from '../../node/support/serve.js';
import { DATA_SECRET, genesisJson, ROLE_NAMES, SIGNERS, secretOf } from '../../state/support/genesis.js';
import { PROFILE } from '../../state/support/profile.js';
import { witnessProver } from './witnessProver.js';

/** A development chain over HTTP, its proofs at witness level, with a signer for every role. */
export async function startTestChain(
  openStore: (origin: Origin) => LedgerStore | Promise<LedgerStore> = memoryLedger,
) {
  const genesis = parseGenesis(genesisJson({ verificationKeys: manifestHash(PROFILE) }));
  const hasher = await createHasher();
  const { prover, verifier, proofs } = await witnessProver();
  const ledger = new SoloLedger({
    genesis,
    hasher,
    store: await openStore(originOf(genesis, hasher)),
    verifier,
    clock: manualClock(),
    validatorKey: secretOf(SIGNERS.validator),
  });
  const { url, close } = await serve(ledger);
  const api = createApi(url, { adminToken: TOKEN });
  const signers = Object.fromEntries(
    ROLE_NAMES.map((role) => [role, new RoleSigner(role, secretOf(SIGNERS[role]), genesis, api)]),
  ) as Record<AuthorityRole, RoleSigner>;
  const verifyMany = async (claims: readonly ProofClaim[]) => {
    const items = claims.map(({ proof, ...claim }) => ({ ...claim, proof: decodeProof(proof) }));
    return (await verifier.verify(items)).map((refusal) =>
      refusal === undefined ? undefined : fail('PROOF_INVALID', { reason: refusal }),
    );
  };
  return {
    url,
    verifyMany,
    genesis,
    hasher,
    prover,
    proofs,
    ledger,
    api,
    signers,
    dataSecret: DATA_SECRET,
    close,
  };
}

export type TestChain = Awaited<ReturnType<typeof startTestChain>>;
