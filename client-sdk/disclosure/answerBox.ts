/** Answers on their way, for their recipient's eyes. docs/protocol/disclosure.md "Answer". */
import { PROOF_BYTES } from '@veilgrid/protocol/core/crypto/proof';
import { decodeExact, type SszType } from '@veilgrid/protocol/core/ssz';
import { Answer } from '@veilgrid/protocol/disclosure/answer';
import { daysOf, type Request, requestDigest } from '@veilgrid/protocol/disclosure/request';
import { fail, ProtocolError } from '@veilgrid/protocol/errors';
import { paramsOf } from '@veilgrid/protocol/params';
import { openBox, sealBox } from '../wallet/sealedBox.js';

/** A step with its offset, and what a chain and an answer have beside their steps. */
const STEP_BYTES = 4 + 32 + 4 + 1 + 32 + 4 + 32 * paramsOf('full').readingWords + PROOF_BYTES;
const CHAIN_BYTES = 256;
const ANSWER_BYTES = 512;

const useOf = (request: Request) => ({ info: 'veilgrid:answer', associated: requestDigest(request) });

/** Bytes that a sealed answer to this request has at most: a chain for every question, a step for every day. */
export function maxAnswerBytes(request: Request): number {
  const days = daysOf(request);
  return ANSWER_BYTES + 4 * days + request.questions.length * (CHAIN_BYTES + days * STEP_BYTES);
}

/** An answer that its recipient alone opens, and as one to this request. @param encPk of the party, as its facts show it */
export function sealAnswer(encPk: Uint8Array, request: Request, answer: Answer): Uint8Array {
  return sealBox(encPk, useOf(request), Answer.serialize(answer));
}

/**
 * The answer in a box, before anything of it is believed.
 * @param keys X25519, of the party
 * @throws ProtocolError ANSWER_INVALID where the box is too large, for another key or request, or holds no answer
 */
export function openAnswer(
  keys: { readonly encSecret: Uint8Array; readonly encPk: Uint8Array },
  request: Request,
  box: Uint8Array,
): Answer {
  const plain = box.length <= maxAnswerBytes(request) ? openBox(keys, useOf(request), box) : undefined;
  if (!plain) throw fail('ANSWER_INVALID', { field: 'box' });
  return decodeAnswered(Answer, plain, 'answer');
}

/** What an answer's bytes hold, in its one encoding. @throws ProtocolError ANSWER_INVALID */
export function decodeAnswered<T>(type: SszType<T>, bytes: Uint8Array, field: string): T {
  try {
    return decodeExact(type, bytes, field);
  } catch (error) {
    throw error instanceof ProtocolError ? fail('ANSWER_INVALID', { field }) : error;
  }
}
