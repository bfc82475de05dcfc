/** Everybody of a development chain, with fresh keys in one place. Real parties each keep their own. */
import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { manifestHash } from '@veilgrid/circuits';
import type { ConsensusJson } from '@veilgrid/protocol/core/consensus';
import { mulBase, SUBGROUP_ORDER } from '@veilgrid/protocol/core/crypto/babyjub';
import { bytesToBigInt } from '@veilgrid/protocol/core/crypto/field';
import type { GenesisJson } from '@veilgrid/protocol/core/genesis';
import { developmentParameters } from '@veilgrid/protocol/core/parameterBlock';
import type { Windows } from '@veilgrid/protocol/core/windows';
import { PARAMETERS } from '@veilgrid/protocol/parameters';
import { type Profile, SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import type { AuthorityRole } from '@veilgrid/protocol/roles';

const ORGANISATIONS: Record<AuthorityRole, string> = {
  dso: 'Feeder Networks',
  supplier: 'Community Energy Supply',
  operator: 'Local Market Operator',
  regulator: 'Energy Regulator',
  statistician: 'Office for Statistics',
  issuer: 'Settlement Bank',
};

export interface DevelopmentChain {
  readonly genesis: GenesisJson;
  /** 32-byte Ed25519 secrets. */
  readonly secrets: Readonly<Record<AuthorityRole, Uint8Array>>;
  /** 32-byte X25519 secrets. */
  readonly encSecrets: Readonly<Record<AuthorityRole, Uint8Array>>;
  readonly validatorKey: Uint8Array;
  /** Baby Jubjub scalar of the DSO's data key. */
  readonly dsoDataKey: bigint;
}

/** What a chain may choose; money in 1e-8 currency. */
export interface ChainTerms {
  /** manual: time stands still until it is moved. */
  readonly clock: ConsensusJson['clock'];
  /** Seconds. */
  readonly blockInterval: number;
  readonly transferFee: bigint;
  readonly roleBond: bigint;
  /** What a bill after its time costs more. */
  readonly lateFee: bigint;
  readonly organisations: Readonly<Record<AuthorityRole, string>>;
  /** Seconds. */
  readonly windows: Windows;
}

/** No role of a development chain runs its validator. */
const VALIDATOR_ORGANISATION = 16;

/** So short that a day can be tried within minutes. */
const WINDOWS: Windows = {
  gate: 60,
  release: 60,
  close: 60,
  start: 0,
  settleFrom: 0,
  settleEnd: 60,
  publish: 60,
  late: 60 * SECONDS_PER_DAY,
  ahead: 3 * SECONDS_PER_DAY,
  outage: 0,
};

export const DEFAULT_TERMS: ChainTerms = {
  clock: 'block',
  blockInterval: 60,
  transferFee: 1_000_000n,
  roleBond: 100_000_000_000n,
  lateFee: 100_000_000n,
  organisations: ORGANISATIONS,
  windows: WINDOWS,
};

/** @param time Unix seconds of block 0 */
export function developmentChain(
  name: string,
  profile: Profile,
  time: number,
  { clock, blockInterval, transferFee, roleBond, lateFee, organisations, windows } = DEFAULT_TERMS,
): DevelopmentChain {
  const roles = Object.keys(ORGANISATIONS) as AuthorityRole[];
  const pairs = new Map(roles.map((role) => [role, { sign: ed25519Pair(), enc: x25519Pair() }]));
  const validator = ed25519Pair();
  const dsoDataKey = randomScalar();
  const { x, y } = mulBase(dsoDataKey);
  const secretsOf = (secret: (role: AuthorityRole) => Uint8Array) =>
    Object.fromEntries(roles.map((role) => [role, secret(role)])) as Record<AuthorityRole, Uint8Array>;
  const parties = roles.map((role) => [
    role,
    {
      organisation: organisations[role],
      publicKey: pairs.get(role)!.sign.publicKey.toString('hex'),
      encPk: pairs.get(role)!.enc.publicKey.toString('hex'),
    },
  ]);
  return {
    genesis: {
      name,
      profile,
      production: false,
      time,
      verificationKeys: manifestHash(profile),
      transferFee: transferFee.toString(),
      roleBond: roleBond.toString(),
      lateFee: lateFee.toString(),
      roles: Object.fromEntries(parties) as GenesisJson['roles'],
      dsoDataKey: { x: x.toString(), y: y.toString() },
      consensus: {
        engine: 'embedded',
        clock,
        blockInterval,
        blockTxs: 1024,
        blockBytes: 1.5 * 2 ** 20,
        snapshotEvery: 0,
        validators: [
          {
            organisation: VALIDATOR_ORGANISATION,
            publicKey: validator.publicKey.toString('hex'),
            power: 1,
          },
        ],
      },
      windows,
      parameters: developmentParameters(PARAMETERS),
    },
    secrets: secretsOf((role) => pairs.get(role)!.sign.secret),
    encSecrets: secretsOf((role) => pairs.get(role)!.enc.secret),
    validatorKey: validator.secret,
    dsoDataKey,
  };
}

/** Uniform up to 2^-261, in [1, l). */
export function randomScalar(): bigint {
  return 1n + (bytesToBigInt(randomBytes(64)) % (SUBGROUP_ORDER - 1n));
}

export const ed25519Pair = () => pairOf(generateKeyPairSync('ed25519').privateKey);
export const x25519Pair = () => pairOf(generateKeyPairSync('x25519').privateKey);

function pairOf(privateKey: KeyObject) {
  const { d, x } = privateKey.export({ format: 'jwk' });
  return { secret: Buffer.from(d!, 'base64url'), publicKey: Buffer.from(x!, 'base64url') };
}
