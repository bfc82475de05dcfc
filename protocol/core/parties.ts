/** Parties: organisations that are no role of genesis. docs/protocol/core/parties.md. */
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { fail } from '../errors.js';
import { authorityRole } from '../roles.js';
import { bigIntToBytes } from './crypto/field.js';
import type { Genesis } from './genesis.js';
import { Bytes32, Bytes64, byteList, container, type Infer, U8, U16, U32, U64 } from './ssz.js';

/** What a party may be registered for, a bit each. */
export const PARTY_KINDS = {
  recipient: 1,
  aggregator: 2,
  planner: 4,
  contractor: 8,
  maker: 16,
  tso: 32,
  chargingOperator: 64,
  gatekeeper: 128,
} as const;
export type PartyKind = keyof typeof PARTY_KINDS;

/** All bits that mean something. */
export const KNOWN_PARTY_KINDS = Object.values(PARTY_KINDS).reduce((all, bit) => all | bit, 0);
/**
 * What a role of genesis counts as: everything but the TSO, whose signature stands beside the DSO's so that two
 * organisations have looked.
 */
export const ROLE_PARTY_KINDS = KNOWN_PARTY_KINDS & ~PARTY_KINDS.tso;

/** Days that a registration lasts at most; it can be renewed. */
export const MAX_PARTY_DAYS = 3_660;
export const MAX_PARTY_NAME_BYTES = 64;

const record = {
  /** Ed25519. */
  sigPk: Bytes32,
  /** X25519: what is meant for the party alone is sealed to it. */
  encPk: Bytes32,
  /** UTF-8. */
  name: byteList(MAX_PARTY_NAME_BYTES),
  /** PARTY_KINDS */
  kinds: U16,
  /** Day from which on it signs nothing but redeem. */
  until: U32,
};

export const PartyRecord = container(record);
export type PartyRecord = Infer<typeof PartyRecord>;

export const RegisterPartyBody = container({ sequence: U64, partyId: U32, ...record });
export type RegisterPartyBody = Infer<typeof RegisterPartyBody>;

const change = {
  sequence: U64,
  partyId: U32,
  ...record,
  /** 1: the party's key is lost, and the issuer signs in its place. */
  lost: U8,
};
const ChangeWithoutPossession = container(change);

export const ChangePartyBody = container({
  ...change,
  /** The new key's signature over `possessionDigest`; zeros where the key stays. */
  possession: Bytes64,
});
export type ChangePartyBody = Infer<typeof ChangePartyBody>;

export const EndPartyBody = container({ sequence: U64, partyId: U32 });
export type EndPartyBody = Infer<typeof EndPartyBody>;

/** The number of changeParty, which what a new key signs begins with as every transaction does. */
export const CHANGE_PARTY = 101;

/**
 * What the new key of a change signs: SHA-256 of chain, kind and the body's SSZ without possession, which is no
 * body of any kind, as its first offset shows.
 */
export function possessionDigest(chainId: bigint, body: Omit<ChangePartyBody, 'possession'>): Uint8Array {
  const { sequence, partyId, sigPk, encPk, name, kinds, until, lost } = body;
  return sha256(
    concatBytes(
      bigIntToBytes(chainId, 31),
      Uint8Array.of(CHANGE_PARTY),
      ChangeWithoutPossession.serialize({ sequence, partyId, sigPk, encPk, name, kinds, until, lost }),
    ),
  );
}

/** What bodies and entries say of a party, without what stands around it. */
export function partyRecordOf({ sigPk, encPk, name, kinds, until }: PartyRecord): PartyRecord {
  return { sigPk, encPk, name, kinds, until };
}

/** A role of genesis as a party: it never ends. @throws ProtocolError PARTY_UNKNOWN where no role has this number */
export function roleRecord({ keys, encKeys, json }: Genesis, partyId: number): PartyRecord {
  const role = authorityRole(partyId);
  if (role === undefined) throw fail('PARTY_UNKNOWN', { field: 'partyId', partyId });
  return {
    sigPk: keys[role],
    encPk: encKeys[role],
    name: new TextEncoder().encode(json.roles[role].organisation),
    kinds: ROLE_PARTY_KINDS,
    until: 2 ** 32 - 1,
  };
}

/** The text of a name. @throws TypeError where it is no UTF-8 */
export function partyName(name: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(name);
}
