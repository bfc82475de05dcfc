/** Mask sums: what A and B prove of their keys. protocol/core.md, maskSum. */
import { byProfile, type Params } from '../../params.js';
import type { Aggregator } from '../../roles.js';
import { TAGS } from '../../tags.js';
import { mod } from '../crypto/field.js';
import { type Hasher, hash } from '../crypto/hash.js';
import { Bytes32, container, Fr, type Infer, U8, U32, U64, vectorOf } from '../ssz.js';
import { lastDomainOf, MASK_DOMAIN, type MaskedGroup, masksOf, TAG_DOMAIN } from './masks.js';
import type { Opening } from './words.js';

function bodyType(params: Params) {
  return container({
    sequence: U64,
    groupId: Fr,
    /** 0: A, 1: B */
    aggregator: U8,
    batch: U32,
    stateOut: Fr,
    /** Zeros but in a batch that opens something. */
    sum: vectorOf(Fr, params.laneWords),
    /** Bit w: both sides of word w are shown. */
    both: U32,
    /** Bit w: the net of word w is shown. */
    net: U32,
    /** 1: the money word is shown. */
    money: U8,
    /** 1: the count word is shown. */
    count: U8,
    /** `setDigest` of what this role has seen and opens. */
    set: Bytes32,
  });
}

export const maskSumBodyType = byProfile(bodyType);
export type MaskSumBody = Infer<ReturnType<typeof maskSumBodyType>>;

export function aggregatorOf(id: number): Aggregator | undefined {
  return id === 0 ? 'A' : id === 1 ? 'B' : undefined;
}

/** The chain's part of a mask-sum statement. */
export interface MaskSumChain extends MaskedGroup, Opening {
  readonly foldStart: bigint;
  readonly foldEnd: bigint;
  /** 0 in the first batch. */
  readonly stateIn: bigint;
  readonly first: boolean;
  readonly last: boolean;
  /** Of money's and counts' masks: the tag's own where no money ever opens. */
  readonly lastDomain?: 'tag' | undefined;
}

const bitsOf = (bits: number, count: number) =>
  Array.from({ length: count }, (_, w) => BigInt((bits >> w) & 1));

function maskSumPublicInputs(params: Params, role: Aggregator, context: bigint, chain: MaskSumChain) {
  return {
    context,
    groupId: chain.groupId,
    terms: chain.terms,
    tagDomain: TAG_DOMAIN[role],
    lastDomain: lastDomainOf(role, chain.lastDomain),
    maskDomain: MASK_DOMAIN[role],
    foldStart: chain.foldStart,
    foldEnd: chain.foldEnd,
    first: chain.first ? 1n : 0n,
    last: chain.last ? 1n : 0n,
    stateIn: chain.stateIn,
    both: bitsOf(chain.both, params.sideWords),
    net: bitsOf(chain.net, params.sideWords),
    money: BigInt(chain.money),
    count: BigInt(chain.count),
  };
}

export function maskSumSignals(
  params: Params,
  tx: MaskSumBody,
  role: Aggregator,
  context: bigint,
  chain: MaskSumChain,
): bigint[] {
  return [tx.stateOut, ...tx.sum, ...Object.values(maskSumPublicInputs(params, role, context, chain)).flat()];
}

export interface MaskSumState {
  readonly salt: bigint;
  readonly sums: readonly bigint[];
}

export function initialMaskSum(params: Params): MaskSumState {
  return { salt: 0n, sums: Array<bigint>(params.laneWords).fill(0n) };
}

export function maskSumCommitment(hasher: Hasher, state: MaskSumState): bigint {
  return hash(hasher, TAGS.MSUM, [state.salt, ...state.sums]);
}

/** Keys of one group's members whose masks are added to the sums so far. */
export interface MaskStep {
  readonly terms: bigint;
  readonly role: Aggregator;
  readonly keys: readonly bigint[];
  readonly before: MaskSumState;
  readonly saltOut: bigint;
  readonly lastDomain?: 'tag' | undefined;
}

export function addMasks(
  hasher: Hasher,
  params: Params,
  { terms, role, keys, before, saltOut, lastDomain }: MaskStep,
): MaskSumState {
  const sums = [...before.sums];
  for (const key of keys) {
    masksOf(hasher, params, role, key, terms, lastDomain).masks.forEach((mask, i) => {
      sums[i] = mod(sums[i]! + mask);
    });
  }
  return { salt: saltOut, sums };
}

export interface MaskSumWitness extends MaskSumChain, MaskStep {
  readonly context: bigint;
}

export function maskSumCircuitInputs(params: Params, w: MaskSumWitness) {
  const slots = Array.from({ length: params.maskN }, (_, i) => w.keys[i]);
  return {
    ...maskSumPublicInputs(params, w.role, w.context, w),
    k: slots.map((key) => key ?? 0n),
    active: slots.map((key) => (key === undefined ? 0n : 1n)),
    saltIn: w.before.salt,
    saltOut: w.saltOut,
    sumsIn: w.before.sums,
  };
}
