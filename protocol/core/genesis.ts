/** Genesis: who holds which role, and what never changes on a chain. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { ensure, fail } from '../errors.js';
import { PARAMETERS } from '../parameters.js';
import { type Params, PROFILES, type Profile, paramsOf } from '../params.js';
import type { AuthorityRole } from '../roles.js';
import { checkApart } from './apart.js';
import {
  type Consensus,
  ConsensusBytes,
  ConsensusJson,
  consensusBytes,
  parseConsensus,
} from './consensus.js';
import { isValidKey } from './crypto/babyjub.js';
import { bytesToBigInt, R } from './crypto/field.js';
import { isX25519Key } from './crypto/x25519.js';
import { ParameterBytes, type ParameterTable, readParameters } from './parameterBlock.js';
import { Bytes32, byteList, container, Fr, type Infer, Money, U8, U64 } from './ssz.js';
import { checkProductionWindows, type Windows, WindowsBytes, WindowsJson } from './windows.js';

const bytes32Hex = z.string().regex(/^[0-9a-f]{64}$/, 'must be 32 bytes of lower-case hex');
const NO_TRANSCRIPT = '00'.repeat(32);
const money = z.string().regex(/^(0|[1-9][0-9]{0,18})$/, 'must be a decimal amount below 10^19');
const element = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,76})$/, 'must be a decimal field element')
  .refine((s) => s.length < 77 || BigInt(s) < R, 'must be below the field modulus');
const party = z.strictObject({
  organisation: z.string().min(1).max(64),
  /** Ed25519 */
  publicKey: bytes32Hex,
  /** X25519: what is meant for the role alone is sealed to it. */
  encPk: bytes32Hex,
});

/** The file form of genesis: hex keys, decimal amounts. */
export const GenesisJson = z.strictObject({
  name: z.string().min(1).max(64),
  profile: z.enum(PROFILES),
  /** A production chain refuses development keys and moving time by hand. */
  production: z.boolean(),
  /** Unix seconds of block 0. */
  time: z
    .number()
    .int()
    .min(0)
    .max(2 ** 40),
  /** Binds every circuit's verification key. */
  verificationKeys: bytes32Hex,
  /** SHA-256 of the canonical JSON of the transcript of the keys' ceremony; production has one. */
  ceremonyTranscript: bytes32Hex.optional(),
  /** Flat fee of a transfer, to the DSO. */
  transferFee: money,
  /** The least that operator and regulator lock for an auction each; forfeited by whoever stays silent. */
  roleBond: money,
  /** What a bill that comes after its settlement's end costs more, at most; to the issuer. */
  lateFee: money,
  roles: z.strictObject({
    dso: party,
    supplier: party,
    operator: party,
    regulator: party,
    statistician: party,
    issuer: party,
  }),
  /** Baby Jubjub key that signs estimates, corrections and replacement days. */
  dsoDataKey: z.strictObject({ x: element, y: element }),
  consensus: ConsensusJson,
  windows: WindowsJson,
  /** Of modules, by name; a module without its block is off. */
  parameters: z.record(z.string(), z.unknown()).optional(),
});
export type GenesisJson = z.infer<typeof GenesisJson>;

const Party = container({ organisation: byteList(256), publicKey: Bytes32, encPk: Bytes32 });
const GenesisBytes = container({
  name: byteList(256),
  profile: U8,
  production: U8,
  time: U64,
  verificationKeys: Bytes32,
  /** Zeros where there is none. */
  ceremonyTranscript: Bytes32,
  transferFee: Money,
  roleBond: Money,
  lateFee: Money,
  dso: Party,
  supplier: Party,
  operator: Party,
  regulator: Party,
  statistician: Party,
  issuer: Party,
  dsoDataKeyX: Fr,
  dsoDataKeyY: Fr,
  consensus: ConsensusBytes,
  windows: WindowsBytes,
  parameters: ParameterBytes,
});

/** A checked genesis with everything derived from it. */
export interface Genesis {
  readonly json: GenesisJson;
  readonly params: Params;
  readonly profile: Profile;
  /** SHA-256 of the canonical bytes. */
  readonly hash: Uint8Array;
  /** First 31 bytes of the hash, as a field element. */
  readonly chainId: bigint;
  readonly keys: Readonly<Record<AuthorityRole, Uint8Array>>;
  /** X25519. */
  readonly encKeys: Readonly<Record<AuthorityRole, Uint8Array>>;
  readonly consensus: Consensus;
  readonly windows: Windows;
  readonly dsoDataKey: { readonly x: bigint; readonly y: bigint };
  readonly transferFee: bigint;
  readonly roleBond: bigint;
  readonly lateFee: bigint;
  /** Of modules, by name: `parametersOf` says what one is. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

const fromHex = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (b) => Number.parseInt(b, 16));

/**
 * Parses and checks a genesis.
 * @param table blocks that modules may have
 * @throws ProtocolError GENESIS_INVALID
 */
export function parseGenesis(input: unknown, table: ParameterTable = PARAMETERS): Genesis {
  const parsed = GenesisJson.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw fail('GENESIS_INVALID', { field: issue?.path.join('.') ?? '', reason: issue?.message });
  }
  const json = parsed.data;
  const { ceremonyTranscript } = json;
  const named = ceremonyTranscript === undefined ? !json.production : ceremonyTranscript !== NO_TRANSCRIPT;
  ensure(named, 'GENESIS_INVALID', {
    field: 'ceremonyTranscript',
    reason: 'a production chain names the ceremony of its keys',
  });
  ensure(json.profile !== 'medium' || !json.production, 'GENESIS_INVALID', {
    field: 'profile',
    reason: 'the medium profile is for tests',
  });
  const validatorKeys = json.consensus.validators.map((validator) => validator.publicKey);
  checkApart(json.roles, validatorKeys, json.production);
  const keysOf = (name: 'publicKey' | 'encPk') =>
    Object.fromEntries(Object.entries(json.roles).map(([role, p]) => [role, fromHex(p[name])])) as Record<
      AuthorityRole,
      Uint8Array
    >;
  const encKeys = keysOf('encPk');
  for (const [role, key] of Object.entries(encKeys))
    ensure(isX25519Key(key), 'GENESIS_INVALID', { field: `roles.${role}.encPk` });
  const dsoDataKey = { x: BigInt(json.dsoDataKey.x), y: BigInt(json.dsoDataKey.y) };
  ensure(isValidKey(dsoDataKey), 'GENESIS_INVALID', { field: 'dsoDataKey' });
  const consensus = parseConsensus(json.consensus, json.production);
  if (json.production) checkProductionWindows(json.windows, consensus.blockInterval);
  const parameters = readParameters(table, json.parameters ?? {}, json.production);
  const hash = sha256(genesisBytes(json, parameters.bytes));
  return {
    json,
    params: paramsOf(json.profile),
    profile: json.profile,
    hash,
    chainId: bytesToBigInt(hash.subarray(0, 31)),
    keys: keysOf('publicKey'),
    encKeys,
    consensus,
    windows: json.windows,
    dsoDataKey,
    transferFee: BigInt(json.transferFee),
    roleBond: BigInt(json.roleBond),
    lateFee: BigInt(json.lateFee),
    parameters: parameters.values,
  };
}

/** SHA-256 of the genesis, 64 lower-case hex digits: names the chain. */
export function genesisHashHex(genesis: Genesis): string {
  return bytesToHex(genesis.hash);
}

function genesisBytes(json: GenesisJson, parameters: Infer<typeof ParameterBytes>): Uint8Array {
  const text = (s: string) => new TextEncoder().encode(s);
  const partyOf = (role: AuthorityRole) => ({
    organisation: text(json.roles[role].organisation),
    publicKey: fromHex(json.roles[role].publicKey),
    encPk: fromHex(json.roles[role].encPk),
  });
  return GenesisBytes.serialize({
    name: text(json.name),
    profile: PROFILES.indexOf(json.profile),
    production: json.production ? 1 : 0,
    time: BigInt(json.time),
    verificationKeys: fromHex(json.verificationKeys),
    ceremonyTranscript: fromHex(json.ceremonyTranscript ?? NO_TRANSCRIPT),
    transferFee: BigInt(json.transferFee),
    roleBond: BigInt(json.roleBond),
    lateFee: BigInt(json.lateFee),
    dso: partyOf('dso'),
    supplier: partyOf('supplier'),
    operator: partyOf('operator'),
    regulator: partyOf('regulator'),
    statistician: partyOf('statistician'),
    issuer: partyOf('issuer'),
    dsoDataKeyX: BigInt(json.dsoDataKey.x),
    dsoDataKeyY: BigInt(json.dsoDataKey.y),
    consensus: consensusBytes(json.consensus),
    windows: json.windows,
    parameters,
  });
}
