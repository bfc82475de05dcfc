/** What an answer's own bytes show, before anybody is asked for anything. docs/protocol/disclosure.md "Verifier". */
import { equalBytes } from '@noble/curves/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Answer } from '@veilgrid/protocol/disclosure/answer';
import { MAX_CHAIN_DAYS } from '@veilgrid/protocol/disclosure/disclose';
import { daysOf, type Request, requestDigest } from '@veilgrid/protocol/disclosure/request';
import { NAMING } from '@veilgrid/protocol/disclosure/subject';
import { check } from './invalid.js';

/** When an answer came, and which were there before. */
export interface Received {
  /** Unix seconds. */
  readonly now: bigint;
  /** Nonces of requests that were answered, in hex: the caller adds this one when it has kept the answer. */
  readonly answered: ReadonlySet<string>;
}

/**
 * An answer to this request, in time and for the first time, of its days, with no more auctions than these can have: whoever
 * made it up has nobody work for it.
 * @throws ProtocolError ANSWER_INVALID with the field at fault
 */
export function checkShape(request: Request, answer: Answer, received: Received): void {
  check(equalBytes(answer.requestDigest, requestDigest(request)), 'requestDigest');
  checkTime(request, received);
  const days = daysOf(request);
  check(days > 0 && days <= MAX_CHAIN_DAYS, 'request.toDay');
  check(answer.chains.length <= request.questions.length, 'chains');
  checkSteps(request, answer);
  if (request.naming !== NAMING.named) checkAuctions(answer);
}

/** @throws ProtocolError ANSWER_INVALID */
export function checkTime({ expires, nonce }: Request, { now, answered }: Received): void {
  check(now < expires, 'request.expires');
  check(!answered.has(bytesToHex(nonce)), 'request.nonce');
}

/** Every day that was asked for, in every chain, or a gap in all of them. @throws ProtocolError ANSWER_INVALID */
export function checkSteps(
  { fromDay, toDay, maxGaps }: Pick<Request, 'fromDay' | 'toDay' | 'maxGaps'>,
  { chains, gaps }: Answer,
): void {
  check(gaps.length <= maxGaps, 'gaps');
  check(
    gaps.every((day, i) => day > (gaps[i - 1] ?? fromDay - 1) && day <= toDay),
    'gaps',
  );
  const lacks = new Set(gaps);
  const days = Array.from({ length: toDay - fromDay + 1 }, (_, i) => fromDay + i).filter(
    (d) => !lacks.has(d),
  );
  chains.forEach(({ steps }, c) => {
    check(steps.length === days.length, `chains.${c}.steps`);
    steps.forEach(({ day }, i) => {
      check(day === days[i], `chains.${c}.steps.${i}.day`);
    });
  });
}

/** A household that is not named is of one zone and tariff, and so has one auction a day. */
function checkAuctions({ chains }: Answer): void {
  chains.forEach(({ steps }, c) => {
    steps.forEach(({ auctionId }, i) => {
      check(auctionId === chains[0]!.steps[i]!.auctionId, `chains.${c}.steps.${i}.auctionId`);
    });
  });
}
