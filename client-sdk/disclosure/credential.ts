/**
 * An answer in the shape of a W3C Verifiable Credential 2.0 with a Data Integrity proof. The cryptosuite is registered
 * nowhere: a general verifier can parse it and not verify. docs/protocol/disclosure.md "Envelope".
 */
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { LAST_DATED_SECOND } from '@veilgrid/protocol/core/days';
import type { SszType } from '@veilgrid/protocol/core/ssz';
import { Answer } from '@veilgrid/protocol/disclosure/answer';
import { type Request, SignedRequest } from '@veilgrid/protocol/disclosure/request';
import { ensure, fail } from '@veilgrid/protocol/errors';
import { z } from 'zod';
import type { ShownReadings } from '../verifier/disclosure/answerFacts.js';
import { decodeAnswered, maxAnswerBytes } from './answerBox.js';
import { MAX_REQUEST_BYTES } from './readRequest.js';

const CRYPTOSUITE = 'veilgrid-groth16-2026';

const Evidence = z.strictObject({
  type: z.literal('VeilgridReadings'),
  /** Decimal. */
  auctionId: z.string(),
  root: z.string(),
  height: z.string(),
});

const Credential = z.strictObject({
  '@context': z.tuple([z.literal('https://www.w3.org/ns/credentials/v2')]),
  type: z.tuple([z.literal('VerifiableCredential'), z.literal('VeilgridAnswer')]),
  /** Self-issued: meter and ledger vouch through the proof. */
  issuer: z.string(),
  credentialSubject: z.strictObject({ id: z.string(), fromDay: z.number(), toDay: z.number() }),
  validFrom: z.string(),
  validUntil: z.string(),
  credentialStatus: z.strictObject({ type: z.literal('VeilgridConsent'), id: z.string() }),
  /** The purpose, and the request as its party signed it. */
  termsOfUse: z.strictObject({ type: z.literal('VeilgridPurpose'), id: z.string(), request: z.string() }),
  evidence: z.array(Evidence),
  proof: z.strictObject({
    type: z.literal('DataIntegrityProof'),
    cryptosuite: z.literal(CRYPTOSUITE),
    proofPurpose: z.literal('assertionMethod'),
    challenge: z.string(),
    domain: z.string(),
    expires: z.string(),
    /** The whole answer, in multibase. */
    proofValue: z.string(),
  }),
});
/** An answer in its envelope. Field elements are decimal texts. */
export type Credential = z.output<typeof Credential>;

/** An answer and the request that it is to. */
export interface AnswerToRequest {
  readonly request: SignedRequest;
  readonly answer: Answer;
}

/** What a verified answer was opened under. */
export type CredentialEvidence = Pick<ShownReadings, 'auctionId' | 'root' | 'height'>;

/** Dates are those of the request. */
export function toCredential(
  { request: signed, answer }: AnswerToRequest,
  evidence: readonly CredentialEvidence[],
): Credential {
  const { request } = signed;
  const subject = urn(request, `subject:${answer.subject}`);
  const expires = isoTime(request.expires);
  return {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiableCredential', 'VeilgridAnswer'],
    issuer: subject,
    credentialSubject: { id: subject, fromDay: request.fromDay, toDay: request.toDay },
    validFrom: isoTime(request.issued),
    validUntil: expires,
    credentialStatus: {
      type: 'VeilgridConsent',
      id: urn(request, `consent:${bytesToHex(answer.consentId)}`),
    },
    termsOfUse: {
      type: 'VeilgridPurpose',
      id: urn(request, `purpose:${request.purposeId}`),
      request: multibase(SignedRequest.serialize(signed)),
    },
    evidence: evidence.map(({ auctionId, root, height }) => ({
      type: 'VeilgridReadings',
      auctionId: `${auctionId}`,
      root: `${root}`,
      height: `${height}`,
    })),
    proof: {
      type: 'DataIntegrityProof',
      cryptosuite: CRYPTOSUITE,
      proofPurpose: 'assertionMethod',
      challenge: bytesToHex(request.nonce),
      domain: urn(request, `party:${request.partyId}`),
      expires,
      proofValue: multibase(Answer.serialize(answer)),
    },
  };
}

/**
 * The answer in an envelope, and its request, for `verifyAnswer`: whatever else stands there says the same.
 * @throws ProtocolError ANSWER_INVALID with the field at fault
 */
export function fromCredential(json: unknown): AnswerToRequest {
  const parsed = Credential.safeParse(json);
  if (!parsed.success) throw fail('ANSWER_INVALID', { field: parsed.error.issues[0]?.path.join('.') ?? '' });
  const { data } = parsed;
  const request = decoded(SignedRequest, data.termsOfUse.request, MAX_REQUEST_BYTES, 'termsOfUse.request');
  const limit = maxAnswerBytes(request.request);
  const answer = decoded(Answer, data.proof.proofValue, limit, 'proof.proofValue');
  const same = { ...toCredential({ request, answer }, []), evidence: data.evidence };
  for (const field of Object.keys(same) as (keyof Credential)[]) {
    ensure(JSON.stringify(same[field]) === JSON.stringify(data[field]), 'ANSWER_INVALID', { field });
  }
  return { request, answer };
}

const urn = ({ chainId }: Pick<Request, 'chainId'>, what: string) => `urn:veilgrid:${chainId}:${what}`;

/** No request expires later than years have four digits. */
function isoTime(seconds: bigint): string {
  const within = seconds < LAST_DATED_SECOND ? Number(seconds) : LAST_DATED_SECOND;
  return new Date(within * 1000).toISOString();
}

/** Base 16, lower case. */
const multibase = (bytes: Uint8Array) => `f${bytesToHex(bytes)}`;

/** @param limit bytes */
function decoded<T>(type: SszType<T>, text: string, limit: number, field: string): T {
  const whole = text.length % 2 === 1 && text.length <= 1 + 2 * limit;
  // No group is repeated: of a long text that would exhaust the stack.
  ensure(whole && /^f[0-9a-f]+$/.test(text), 'ANSWER_INVALID', { field });
  return decodeAnswered(type, hexToBytes(text.slice(1)), field);
}
