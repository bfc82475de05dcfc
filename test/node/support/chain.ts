import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { manifestHash } from '@veilgrid/circuits';
import { mulBase } from '@veilgrid/protocol/core/crypto/babyjub';
import { type GenesisJson, parseGenesis } from '@veilgrid/protocol/core/genesis';
import { type Bodies, type Draft, type Kind, signersOf } from '@veilgrid/protocol/kinds';
import { type AuthorityRole, ROLES, type Role } from '@veilgrid/protocol/roles';
import { encodeTx, signTx, type Tx, txDigest } from '@veilgrid/protocol/tx';

export const GENESIS_TIME = 1_700_000_000;
const seed = (n: number) => new Uint8Array(32).fill(n);
export const VALIDATOR_KEY = seed(99);
export const roleKey = (role: Role) => seed(ROLES[role] + 1);
export const publicKeyOf = (secret: Uint8Array) => ed25519.getPublicKey(secret);

/** A development chain of the small profile. */
export function genesisJson(change: Partial<GenesisJson> = {}): GenesisJson {
  const names: AuthorityRole[] = ['dso', 'supplier', 'operator', 'regulator', 'statistician', 'issuer'];
  const roles = Object.fromEntries(
    names.map((role) => [role, { organisation: role, publicKey: bytesToHex(publicKeyOf(roleKey(role))) }]),
  ) as GenesisJson['roles'];
  const dsoDataKey = mulBase(7n);
  return {
    name: 'test',
    profile: 'small',
    production: false,
    time: GENESIS_TIME,
    verificationKeys: manifestHash('small'),
    transferFee: '0',
    roleBond: '1000',
    roles,
    dsoDataKey: { x: String(dsoDataKey.x), y: String(dsoDataKey.y) },
    validatorKey: bytesToHex(publicKeyOf(VALIDATOR_KEY)),
    ...change,
  };
}

export const genesis = parseGenesis(genesisJson());

export function digestOf(tx: Draft, chainId = genesis.chainId): Uint8Array {
  return txDigest('small', chainId, tx);
}

/** A transaction signed by whoever must sign it. */
export function signedTx<K extends Kind>(kind: K, body: Bodies[K], chainId = genesis.chainId): Tx {
  const unsigned = { kind, body } as unknown as Tx;
  const digest = digestOf(unsigned, chainId);
  const signatures = signersOf(unsigned).map((role) => signTx(role, digest, roleKey(role)));
  return { ...unsigned, proof: new Uint8Array(), signatures };
}

export const bytesOf = (tx: Tx): Uint8Array => encodeTx('small', tx);
export const idOf = (tx: Tx): string => bytesToHex(digestOf(tx));

export const mint = (sequence: bigint, value = 5n, account: number = ROLES.supplier): Tx =>
  signedTx('mintAccount', { sequence, account, value });

export const mintNote = (sequence: bigint): Tx =>
  signedTx('mintNote', { sequence, asset: 1n, value: 1000n, ownerPk: 77n, rho: sequence + 1n });
