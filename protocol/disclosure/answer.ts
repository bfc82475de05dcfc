/** What a household answers, off the ledger, sealed to the party. docs/protocol/disclosure.md "Answer". */
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { bigIntToBytes, bytesToBigInt } from '../core/crypto/field.js';
import { PROOF_BYTES } from '../core/crypto/proof.js';
import { Bytes32, bytesOf, container, Fr, type Infer, listOf, recordsOf, U8, U32, U64 } from '../core/ssz.js';
import { paramsOf } from '../params.js';
import { MAX_CHAIN_DAYS } from './disclose.js';
import { MAX_QUESTIONS } from './request.js';

const step = {
  auctionId: Fr,
  day: U32,
  /** 0: the meter read it, 1: the DSO. */
  status: U8,
  stateOut: Fr,
  /** The shown values, packed as a reading is: readingWords, or none where nothing is shown. */
  readings: listOf(Fr, paramsOf('full').readingWords),
} as const;

const chain = {
  /** Numbers of the request's questions, rising, and of each which bracket is claimed. */
  questions: listOf(U8, MAX_QUESTIONS),
  claims: listOf(U8, MAX_QUESTIONS),
  /** Bounds of the sum, modulo r: what an exact answer says stands here. */
  low: Fr,
  high: Fr,
} as const;

const answer = {
  requestDigest: Bytes32,
  consentId: Bytes32,
  /** Opens the consent's holder. */
  n: Fr,
  subject: Fr,
  /** 1 + position where the household is named, else 0. */
  shown: U64,
} as const;

/** Days, rising, of which there is no reading. */
const gaps = listOf(U32, MAX_CHAIN_DAYS);

const Step = container({ ...step, proof: bytesOf(PROOF_BYTES) });
const Chain = container({ ...chain, steps: recordsOf(Step, MAX_CHAIN_DAYS) });
export const Answer = container({ ...answer, chains: recordsOf(Chain, MAX_QUESTIONS), gaps });
export type Answer = Infer<typeof Answer>;
export type AnswerChain = Answer['chains'][number];
export type AnswerStep = AnswerChain['steps'][number];

const Unproven = container({
  ...answer,
  chains: recordsOf(
    container({ ...chain, steps: recordsOf(container(step), MAX_CHAIN_DAYS) }),
    MAX_QUESTIONS,
  ),
  gaps,
});
/** An answer before its proofs, which bind all of it. */
export type UnprovenAnswer = Infer<typeof Unproven>;

/** SHA-256 of chain, the word answer, and the SSZ of all but the proofs, which anybody can make look otherwise. */
export function answerDigest(chainId: bigint, unproven: UnprovenAnswer): Uint8Array {
  return sha256(concatBytes(bigIntToBytes(chainId, 31), utf8ToBytes('answer'), Unproven.serialize(unproven)));
}

/** What every proof of an answer binds: the first 31 bytes of its digest, big-endian. */
export function answerContext(chainId: bigint, unproven: UnprovenAnswer): bigint {
  return bytesToBigInt(answerDigest(chainId, unproven).subarray(0, 31));
}
