/** Mask sums: what A and B prove of their keys. protocol/core.md, maskSum. */
import { byProfile, type Params } from '../../params.js';
import type { Aggregator } from '../../roles.js';
import { TAGS } from '../../tags.js';
import { mod } from '../crypto/field.js';
import { type Hasher, hash } from '../crypto/hash.js';
import { container, Fr, type Infer, U8, U32, U64, vectorOf } from '../ssz.js';
import { MASK_DOMAIN, masksOf, TAG_DOMAIN } from './masks.js';

function bodyType(params: Params) {
  return container({
    sequence: U64,
    auctionId: Fr,
    /** 0: A, 1: B */
    aggregator: U8,
    batch: U32,
    stateOut: Fr,
    /** Zeros but in the last batch. */
    sum: vectorOf(Fr, params.laneWords),
  });
}

export const maskSumBodyType = byProfile(bodyType);
export type MaskSumBody = Infer<ReturnType<typeof maskSumBodyType>>;

export function aggregatorOf(id: number): Aggregator | undefined {
  return id === 0 ? 'A' : id === 1 ? 'B' : undefined;
}

/** The chain's part of a mask-sum statement. */
export interface MaskSumChain {
  readonly foldStart: bigint;
  readonly foldEnd: bigint;
  /** 0 in the first batch. */
  readonly stateIn: bigint;
  readonly first: boolean;
  readonly last: boolean;
}

export function maskSumSignals(
  tx: MaskSumBody,
  role: Aggregator,
  context: bigint,
  chain: MaskSumChain,
): bigint[] {
  return [
    tx.stateOut,
    ...tx.sum,
    context,
    tx.auctionId,
    TAG_DOMAIN[role],
    MASK_DOMAIN[role],
    chain.foldStart,
    chain.foldEnd,
    chain.first ? 1n : 0n,
    chain.last ? 1n : 0n,
    chain.stateIn,
  ];
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

/** Keys of one auction whose masks are added to the sums so far. */
export interface MaskStep {
  readonly auctionId: bigint;
  readonly role: Aggregator;
  readonly keys: readonly bigint[];
  readonly before: MaskSumState;
  readonly saltOut: bigint;
}

export function addMasks(
  hasher: Hasher,
  params: Params,
  { auctionId, role, keys, before, saltOut }: MaskStep,
): MaskSumState {
  const sums = [...before.sums];
  for (const key of keys) {
    masksOf(hasher, params, role, key, auctionId).masks.forEach((mask, i) => {
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
    context: w.context,
    auctionId: w.auctionId,
    tagDomain: TAG_DOMAIN[w.role],
    maskDomain: MASK_DOMAIN[w.role],
    foldStart: w.foldStart,
    foldEnd: w.foldEnd,
    first: w.first ? 1n : 0n,
    last: w.last ? 1n : 0n,
    stateIn: w.stateIn,
    k: slots.map((key) => key ?? 0n),
    active: slots.map((key) => (key === undefined ? 0n : 1n)),
    saltIn: w.before.salt,
    saltOut: w.saltOut,
    sumsIn: w.before.sums,
  };
}
