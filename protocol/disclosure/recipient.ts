/** A recipient's key: who knows its secret could have made any answer to it. docs/protocol/disclosure.md "Objects". */
import { type Hasher, hash } from '../core/crypto/hash.js';
import { container, Fr, type Infer, U32, U64 } from '../core/ssz.js';
import type { Params } from '../params.js';
import { TAGS } from '../tags.js';
import { chainState, type DiscloseSignals, discloseSignals, noDay } from './disclose.js';

/** Only a party that knows the key's secret can prove this. A key is one party's, once. */
export const RecipientKeyBody = container({ sequence: U64, partyId: U32, recipientKey: Fr });
export type RecipientKeyBody = Infer<typeof RecipientKeyBody>;

/** @param secret random, in [0, r) */
export function recipientKeyOf(hasher: Hasher, secret: bigint): bigint {
  return hash(hasher, TAGS.DVK, [secret]);
}

/** An answer of nobody about nothing, under a root that no tree has: all that is left to prove is the key's secret. */
function keyStatement(
  hasher: Hasher,
  params: Params,
  recipientKey: bigint,
  context: bigint,
): DiscloseSignals {
  return {
    stateOut: chainState(hasher, { salt: 0n, sum: 0n, position: 0n }),
    readings: Array<bigint>(params.readingWords).fill(0n),
    context,
    chainId: 0n,
    auctionId: 0n,
    day: 0n,
    status: 0n,
    readingRoot: 0n,
    recipientKey,
    scope: 0n,
    subject: 0n,
    shown: 0n,
    first: 1n,
    last: 1n,
    stateIn: 0n,
    low: 0n,
    high: 0n,
    ...noDay(params),
  };
}

/** Public signals of the proof that comes with a key. */
export function recipientKeySignals(
  hasher: Hasher,
  params: Params,
  { recipientKey }: RecipientKeyBody,
  context: bigint,
): bigint[] {
  return discloseSignals(keyStatement(hasher, params, recipientKey, context));
}

/** Inputs of that proof. */
export function recipientKeyInputs(hasher: Hasher, params: Params, secret: bigint, context: bigint) {
  const {
    stateOut: _,
    readings: __,
    ...inputs
  } = keyStatement(hasher, params, recipientKeyOf(hasher, secret), context);
  return {
    ...inputs,
    sk: 0n,
    position: 0n,
    point: 0n,
    imp: Array<bigint>(params.K).fill(0n),
    exp: Array<bigint>(params.K).fill(0n),
    path: Array.from({ length: params.orderDepth }, () => Array<bigint>(8).fill(0n)),
    saltIn: 0n,
    saltOut: 0n,
    sumIn: 0n,
    positionIn: 0n,
    real: 0n,
    v: secret,
  };
}
