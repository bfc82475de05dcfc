/** The table of kinds: every kind of transaction, composed of the rooms' own. */
import type { Genesis } from './core/genesis.js';
import type { BodyOf, CircuitOf, KindSpec } from './core/kind.js';
import { CORE_KINDS } from './core/kinds.js';
import type { PointBody } from './core/points.js';
import type { SszType } from './core/ssz.js';
import { DISCLOSURE_KINDS } from './disclosure/kinds.js';
import { FLEXIBILITY_KINDS } from './flexibility/kinds.js';
import { MARKET_KINDS } from './market/kinds.js';
import type { Profile } from './params.js';
import { authorityRole, ROLES, type Role } from './roles.js';

export const KINDS = { ...CORE_KINDS, ...MARKET_KINDS, ...FLEXIBILITY_KINDS, ...DISCLOSURE_KINDS };

export type Kind = keyof typeof KINDS;
export type Bodies = { readonly [K in Kind]: BodyOf<(typeof KINDS)[K]> };
export type Circuit = { [K in Kind]: CircuitOf<(typeof KINDS)[K]> }[Kind];
/** Kinds that carry proofs, or may. */
export type ProvenKind = { [K in Kind]: [CircuitOf<(typeof KINDS)[K]>] extends [never] ? never : K }[Kind];
/** A transaction before its proof and signatures. */
export type Draft = { [K in Kind]: { readonly kind: K; readonly body: Bodies[K] } }[Kind];

const specOf = (kind: Kind) => KINDS[kind] as KindSpec<unknown>;

/** Every kind, by its number: rooms may stand in the table in any order. */
export const KIND_NAMES: readonly Kind[] = (Object.keys(KINDS) as Kind[]).sort(
  (a, b) => KINDS[a].id - KINDS[b].id,
);
/** Every statement that a transaction can be asked to prove, by the number of its kind. */
export const CIRCUITS = [...new Set(KIND_NAMES.flatMap(allCircuitsOf))] as readonly Circuit[];

function allCircuitsOf(kind: Kind): readonly string[] {
  const { circuits } = specOf(kind);
  return 'all' in circuits ? circuits.all : circuits;
}

/** Whether transactions of a kind carry proofs, or may. */
export function isProven(kind: Kind): kind is ProvenKind {
  return allCircuitsOf(kind).length > 0;
}

/** The statements that a transaction's proofs are of, in their order. */
export function circuitsOf({ kind, body }: Draft): readonly Circuit[] {
  const { circuits } = specOf(kind);
  return ('all' in circuits ? circuits.of(body) : circuits) as readonly Circuit[];
}

/** SSZ of what the proofs of a transaction bind. */
export function boundBytes(profile: Profile, { kind, body }: Draft): Uint8Array {
  const { bound } = specOf(kind);
  return bound ? bound(body) : bodyTypeOf(kind, profile).serialize(body);
}

export function bodyTypeOf(kind: Kind, profile: Profile): SszType<unknown> {
  return specOf(kind).body(profile);
}

/** Roles that sign, in the order of the signatures. */
export function signersOf({ kind, body }: Draft): readonly Role[] {
  const { signers } = specOf(kind);
  return typeof signers === 'function' ? signers(body) : signers;
}

/** Whether more than one party signs, or may: such a kind travels as a signing request. */
export function signedTogether(kind: Kind): boolean {
  const { signers, together } = specOf(kind);
  return together ?? (typeof signers !== 'function' && signers.length > 1);
}

/** The point that a draft enrols or changes: what an owner is asked to sign. */
export function pointOf(draft: Draft): PointBody | undefined {
  return draft.kind === 'enrolPoint' || draft.kind === 'changePoint' ? draft.body : undefined;
}

/** Whose signature a draft's `party` is: a partyId, or the key that the body itself brings. */
export function partyOf({ kind, body }: Draft): number | Uint8Array {
  const { party } = specOf(kind);
  if (!party) throw new Error(`${kind} has no party`);
  return party(body);
}

/**
 * Whose sequence number stands in the body, by the number of a role of genesis or of a party. None where nobody
 * signs; owners and holders sign first in no kind that has one.
 */
export function sequencedBy(draft: Draft): number | undefined {
  const [first] = signersOf(draft);
  if (first === undefined || first === 'owner' || first === 'holder') return undefined;
  if (first !== 'party') return ROLES[first];
  const party = partyOf(draft);
  return typeof party === 'number' ? party : undefined;
}

/**
 * The Ed25519 key a role must sign a draft with: genesis names the authorities', the body its owner's and a new
 * party's. None where the ledger's state alone knows it: a registered party's, a holder's.
 */
export function signingKey(genesis: Genesis, draft: Draft, role: Role): Uint8Array | undefined {
  if (role === 'holder') return undefined;
  if (role === 'party') {
    const party = partyOf(draft);
    if (typeof party !== 'number') return party;
    const authority = authorityRole(party);
    return authority && genesis.keys[authority];
  }
  if (role !== 'owner') return genesis.keys[role];
  const { ownerKey } = specOf(draft.kind);
  if (!ownerKey) throw new Error(`${draft.kind} has no owner`);
  return ownerKey(draft.body);
}
