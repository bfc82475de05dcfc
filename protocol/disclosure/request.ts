/** What a party asks a household for, signed, off the ledger. docs/protocol/disclosure.md "Request". */
import { sha256 } from '@noble/hashes/sha2.js';
import { Bytes32, Bytes64, container, Fr, type Infer, recordsOf, U8, U16, U32, U64 } from '../core/ssz.js';
import { ensure } from '../errors.js';
import type { Params } from '../params.js';
import { MAX_CHAIN_DAYS } from './disclose.js';
import type { PurposeRecord } from './purpose.js';
import { ensureQuestion, Question } from './questions.js';
import { NAMING, scopeOf } from './subject.js';

export const MAX_QUESTIONS = 16;

const who = { chainId: Fr, partyId: U32, purposeId: U32 } as const;
const what = {
  /** NAMING */
  naming: U8,
  /** 1: only the recipient is to be convinced, by the key that the party registered. */
  designated: U8,
  /** Days, UTC, both included. */
  fromDay: U32,
  toDay: U32,
  /** How many days may lack. */
  maxGaps: U16,
  questions: recordsOf(Question, MAX_QUESTIONS),
} as const;

/** What a consent is to: everything but which time it is asked. */
const Asked = container({ ...who, ...what });

export const Request = container({
  ...who,
  nonce: Bytes32,
  /** Unix seconds; answered before it expires. */
  issued: U64,
  expires: U64,
  ...what,
});
export type Request = Infer<typeof Request>;

/** As it travels. The signature is the party's, Ed25519 over `requestDigest`. */
export const SignedRequest = container({ request: Request, signature: Bytes64 });
export type SignedRequest = Infer<typeof SignedRequest>;

export function requestDigest(request: Request): Uint8Array {
  return sha256(Request.serialize(request));
}

/** What a consent names: SHA-256 of the request without nonce, issued and expires. */
export function askedDigest(request: Request): Uint8Array {
  return sha256(Asked.serialize(request));
}

/** A named answer has the pseudonym that lasts as well: its consent hangs on it. */
export function requestScope({ chainId, partyId, purposeId, naming, nonce }: Request): bigint {
  const scopeNonce = naming === NAMING.once ? nonce : new Uint8Array(32);
  return scopeOf({ chainId, partyId, purposeId, nonce: scopeNonce });
}

export function daysOf({ fromDay, toDay }: Pick<Request, 'fromDay' | 'toDay'>): number {
  return toDay - fromDay + 1;
}

/**
 * Whether a request is one that its purpose allows. Signature, times and whether the purpose stands are the caller's.
 * @throws ProtocolError REQUEST_INVALID with the field at fault
 */
export function ensureRequest(params: Params, request: Request, purpose: PurposeRecord): void {
  const check = (holds: boolean, field: string) => ensure(holds, 'REQUEST_INVALID', { field });
  const { naming, questions } = request;
  check(request.partyId === purpose.partyId, 'partyId');
  check(request.issued < request.expires, 'expires');
  check(naming <= NAMING.once && ((purpose.naming >> naming) & 1) === 1, 'naming');
  // An answer that others would believe is for purposes that were registered for it.
  check(request.designated === 1 || (request.designated === 0 && purpose.transferable === 1), 'designated');
  check(request.fromDay <= request.toDay, 'toDay');
  const days = daysOf(request);
  check(days <= Math.min(purpose.maxDays, MAX_CHAIN_DAYS), 'toDay');
  check(request.maxGaps < days, 'maxGaps');
  check(questions.length > 0, 'questions');
  questions.forEach((question, i) => {
    ensureQuestion(params, days, question, `questions.${i}`);
    check(((purpose.questions >> question.kind) & 1) === 1, `questions.${i}.kind`);
  });
}
