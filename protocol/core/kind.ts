/** What a room says of one kind of transaction; the rooms' kinds together are the table `kinds`. */
import type { Profile } from '../params.js';
import type { Role } from '../roles.js';
import type { SszType } from './ssz.js';

/** Where the body decides which statements are proven. */
export interface CircuitsByBody<B, C extends string> {
  /** Everything that a body may ask for. */
  readonly all: readonly C[];
  readonly of: (body: B) => readonly C[];
}

export interface KindSpec<B, C extends string = string> {
  /** First byte of the transaction. */
  readonly id: number;
  readonly body: (profile: Profile) => SszType<B>;
  /** Who must sign; the first one's sequence number is in the body. A function where the body says who. */
  readonly signers: readonly Role[] | ((body: B) => readonly Role[]);
  /** Set where the body says who, and that may be more than one. */
  readonly together?: true;
  /** The statements that its proofs are of, in their order: none, one, or up to MAX_PROOFS over one context. */
  readonly circuits: readonly C[] | CircuitsByBody<B, C>;
  /** SSZ of what the proofs bind, where that is not the whole body. */
  readonly bound?: (body: B) => Uint8Array;
  /** The Ed25519 key with which the role `owner` signs. */
  readonly ownerKey?: (body: B) => Uint8Array;
  /** Whose key the role `party` signs with: a partyId, whose key stands in state, or the key that the body brings. */
  readonly party?: (body: B) => number | Uint8Array;
}

export type BodyOf<S> = S extends KindSpec<infer B> ? B : never;
export type CircuitOf<S> = S extends KindSpec<infer _, infer C> ? C : never;

export function kind<B, const C extends string = never>(spec: KindSpec<B, C>): KindSpec<B, C> {
  return spec;
}

/** A body that is the same in every profile. */
export const fixed =
  <T>(type: SszType<T>) =>
  () =>
    type;

export const by = (...roles: Role[]): readonly Role[] => roles;
