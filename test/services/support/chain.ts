import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { manifestHash } from '@veilgrid/circuits';
import { createApi } from '@veilgrid/client-sdk';
import { manualClock } from '@veilgrid/node/consensus/solo/clock';
import { SoloLedger } from '@veilgrid/node/consensus/solo/ledger';
import { originOf } from '@veilgrid/node/consensus/solo/origin';
import type { LedgerStore, Origin } from '@veilgrid/node/store/ledgerStore';
import { memoryLedger } from '@veilgrid/node/store/memoryLedger';
import { mulBase } from '@veilgrid/protocol/core/crypto/babyjub';
import { parseGenesis } from '@veilgrid/protocol/core/genesis';
import type { AuthorityRole } from '@veilgrid/protocol/roles';
import { RoleSigner } from '@veilgrid/services';
import { createHasher } from '@veilgrid/wasm-core';
import { serve, TOKEN } from '../../node/support/serve.js';
import { witnessProver } from './witnessProver.js';

export const ROLE_NAMES = ['dso', 'supplier', 'operator', 'regulator', 'statistician', 'issuer'] as const;
export const START = 1_700_000_000;

export const secretOf = (name: string) => sha256(utf8ToBytes(`test ${name}`));
const publicOf = (name: string) => bytesToHex(ed25519.getPublicKey(secretOf(name)));

/** A small development chain over HTTP, its proofs at witness level, with a signer for every role. */
export async function startTestChain(
  openStore: (origin: Origin) => LedgerStore | Promise<LedgerStore> = memoryLedger,
) {
  const dataSecret = 987_654_321n;
  const dataKey = mulBase(dataSecret);
  const genesis = parseGenesis({
    name: 'test',
    profile: 'small',
    production: false,
    time: START,
    verificationKeys: manifestHash('small'),
    transferFee: '1000',
    roleBond: '500000',
    roles: Object.fromEntries(
      ROLE_NAMES.map((role) => [role, { organisation: `The ${role}`, publicKey: publicOf(role) }]),
    ),
    dsoDataKey: { x: dataKey.x.toString(), y: dataKey.y.toString() },
    validatorKey: publicOf('validator'),
  });
  const hasher = await createHasher();
  const { prover, verifier, proofs } = await witnessProver();
  const ledger = new SoloLedger({
    genesis,
    hasher,
    store: await openStore(originOf(genesis, hasher)),
    verifier,
    clock: manualClock(),
    validatorKey: secretOf('validator'),
  });
  const { url, close } = await serve(ledger);
  const api = createApi(url, { adminToken: TOKEN });
  const signers = Object.fromEntries(
    ROLE_NAMES.map((role) => [role, new RoleSigner(role, secretOf(role), genesis, api)]),
  ) as Record<AuthorityRole, RoleSigner>;
  return { url, genesis, hasher, prover, proofs, ledger, api, signers, dataSecret, close };
}

export type TestChain = Awaited<ReturnType<typeof startTestChain>>;
