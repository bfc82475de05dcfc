import { bytesToHex } from '@noble/hashes/utils.js';
import { manifestHash } from '@veilgrid/circuits';
import { PROOF_BYTES } from '@veilgrid/protocol/core/crypto/proof';
import { type GenesisJson, parseGenesis } from '@veilgrid/protocol/core/genesis';
import { type Bodies, circuitsOf, type Draft, type Kind, signersOf } from '@veilgrid/protocol/kinds';
import { MONEY } from '@veilgrid/protocol/params';
import { type AuthorityRole, ROLES } from '@veilgrid/protocol/roles';
import { encodeTx, signTx, type Tx, txDigest } from '@veilgrid/protocol/tx';
import { SIGNERS, START, secretOf, genesisJson as testGenesis } from '../../state/support/genesis.js';
import { FIRST, partyKey } from '../../state/support/registrations.js';
import { signerOf } from '../../state/support/signers.js';
import { slipOf } from '../../state/support/slip.js';

export const GENESIS_TIME = Number(START);
export const VALIDATOR_KEY = secretOf(SIGNERS.validator);
export const roleKey = (role: AuthorityRole) => secretOf(SIGNERS[role]);

/** A development chain of the small profile, which takes no fee. */
export function genesisJson(change: Partial<GenesisJson> = {}): GenesisJson {
  return testGenesis({ verificationKeys: manifestHash('small'), transferFee: '0', ...change });
}

export const genesis = parseGenesis(genesisJson());

export function digestOf(tx: Draft, chainId = genesis.chainId): Uint8Array {
  return txDigest('small', chainId, tx);
}

/** Parties sign with the keys that they were registered with: each the key of its number. */
const keyOfParty = (partyId: number) => partyKey(partyId - FIRST);

/** A transaction signed by whoever must sign it. */
export function signedTx<K extends Kind>(kind: K, body: Bodies[K], chainId = genesis.chainId): Tx {
  const unsigned = { kind, body } as unknown as Tx;
  const digest = digestOf(unsigned, chainId);
  const signatures = signersOf(unsigned).map((role) =>
    signTx(role, digest, secretOf(signerOf(role, unsigned, keyOfParty))),
  );
  return { ...unsigned, proofs: new Uint8Array(PROOF_BYTES * circuitsOf(unsigned).length), signatures };
}

export const bytesOf = (tx: Tx): Uint8Array => encodeTx('small', tx);
export const idOf = (tx: Tx): string => bytesToHex(digestOf(tx));

export const mint = (sequence: bigint, value = 5n, account: number = ROLES.supplier): Tx =>
  signedTx('mintAccount', { sequence, account, value });

export const mintNote = (sequence: bigint, asset = MONEY): Tx =>
  signedTx('mintNote', { sequence, ...slipOf({ asset, value: 1000n, ownerPk: 77n, rho: sequence + 1n }) });
