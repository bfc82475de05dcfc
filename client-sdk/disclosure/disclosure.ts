import type { MerkleProof } from '@veilgrid/protocol/core/crypto/merkle';
import { dayOf } from '@veilgrid/protocol/core/days';
import type { SignedReceipt } from '@veilgrid/protocol/disclosure/receipts';
import { afterMerging, type MergeOptions } from '../core/money/afterMerging.js';
import { PointHistory } from '../core/points/dayPoints.js';
import { ownPoint, type PointChoice, pinnedBy } from '../core/points/points.js';
import type { Work } from '../core/work.js';
import { type AnswerChoice, answerRequest, type OnProof } from './answer.js';
import { type ConsentDays, giveConsent } from './giveConsent.js';
import { allAnswers, type GivenAnswer } from './memory.js';
import { nowAt } from './now.js';
import { type OwnConsent, ownConsents } from './ownConsents.js';
import { takeReceipt } from './ownReceipts.js';
import { type ReadRequest, readAt, readRequest } from './readRequest.js';
import { revokeConsent } from './revokeConsent.js';
import { answerStanding, type StandingOutcome } from './standing.js';

/**
 * A household that answers questions about its own days: to whom it consented, and no more than it said. What was said is
 * remembered where the wallet keeps what it sends, and is not in the seed: whoever moves a wallet moves its store.
 */
export class Disclosure {
  readonly #work: Work;

  constructor(work: Work) {
    this.#work = work;
  }

  /**
   * Reads what a party asks; `words` is for a person to see before anything else happens. Who asks comes from the ledger.
   * @param bytes SSZ of a signed request, at most 2 MiB
   * @throws ProtocolError REQUEST_INVALID {field}, MALFORMED, FIELD_NOT_CANONICAL, PURPOSE_UNKNOWN, PURPOSE_ENDED, FACT_INVALID,
   * PARTY_UNKNOWN
   */
  readRequest(bytes: Uint8Array): Promise<ReadRequest> {
    return readRequest(this.#work.ctx, bytes);
  }

  /** All consents that this wallet ever gave, found by its seed among everybody's. */
  consents(): Promise<OwnConsent[]> {
    return ownConsents(this.#work);
  }

  /**
   * Consents to what a request asks, for the flat fee. It is kept before it is sent, and the same once more, also on
   * a later day, is the same consent; returns when a final block shows it. Notes are merged as for a transfer.
   * @param choice days on which answers may be given, [from, until) UTC, and which of the wallet's points
   * @throws ProtocolError those of `readRequest`; STORE_REQUIRED, POSITION_EMPTY, HEAD_STALE, EQUIVOCATION,
   * NO_NOTE_LARGE_ENOUGH; CONSENTS_UNSENT {index} where the ledger has taken none of too many kept ones; and the node's refusals
   * (CONSENT_TIMES, PURPOSE_ENDED)
   */
  giveConsent(
    request: Pick<ReadRequest, 'bytes'>,
    { position, onTransfer, wait, ...days }: ConsentDays & PointChoice & MergeOptions,
  ): Promise<OwnConsent> {
    const work = this.#work;
    const give = async () => {
      const { ctx } = work;
      const now = nowAt(ctx, await work.ground([]));
      const read = await readAt(ctx, request.bytes, now);
      const { told } = await PointHistory.fetch(ctx);
      const point = ownPoint(ctx, pinnedBy({ pointChanges: told.length }, told), position);
      return giveConsent(work, read, { ...days, today: dayOf(now) }, point.position, onTransfer);
    };
    return afterMerging(work, give, wait);
  }

  /**
   * Ends an own consent: no further answer stands under it. One that has ended stays so. Returns when a final block shows
   * the end.
   * @param consentId 32 bytes
   * @throws ProtocolError CONSENT_UNKNOWN, STORE_REQUIRED, HEAD_STALE, EQUIVOCATION, and the node's refusals; FACT_INVALID
   * where no final block shows it
   */
  revokeConsent(consentId: Uint8Array): Promise<void> {
    return this.#work.oneByOne(() => revokeConsent(this.#work, consentId));
  }

  /**
   * Answers a request under an own consent: facts first, then the wallet's rules, then a proof for every day and chain, a
   * second or so each. What it will say is shown before that; it is kept before it is handed out; the same request again gets the same answer.
   * @returns sealed to the party, for the caller to carry there
   * @throws ProtocolError those of `readRequest`; STORE_REQUIRED, HEAD_STALE, EQUIVOCATION; CONSENT_UNKNOWN, CONSENT_REVOKED,
   * CONSENT_TIMES; REQUEST_INVALID {consentId} where the purpose is not standing and the consent was used;
   * RECEIPT_MISSING; MEMORY_LOST {field} where answers are gone, or consents were given from another store; ANSWER_INVALID {gaps} where more days are missing than
   * may; ANSWER_LINKS, ANSWER_TELLS_MORE; NOT_FOUND where the party has no key, or a zone that is compared with is not
   * published yet; MEMO_INVALID
   */
  answer(request: Pick<ReadRequest, 'bytes'>, choice: AnswerChoice): Promise<Uint8Array> {
    return this.#work.oneByOne(() => answerRequest(this.#work, request, choice));
  }

  /**
   * Answers those of these requests to which there is a standing consent: for a program that runs on its own.
   * @param requests SSZ of a signed request each
   * @throws ProtocolError STORE_REQUIRED
   */
  answerStanding(requests: readonly Uint8Array[], onProof?: OnProof): Promise<StandingOutcome[]> {
    return this.#work.oneByOne(() => {
      void this.#work.store;
      return answerStanding(this.#work, requests, onProof);
    });
  }

  /**
   * Takes the receipt of an own answer. A standing consent stops answering 35 days after one that did not come, or that
   * was not shown to stand in the party's log.
   * @param proof that it stands under one of the party's roots, once it does
   * @throws ProtocolError RECEIPT_MISSING {field}, FACT_INVALID, STORE_REQUIRED, MEMORY_LOST
   */
  receipt(signed: SignedReceipt, proof?: MerkleProof): Promise<'rooted' | 'waiting'> {
    return this.#work.oneByOne(() => takeReceipt(this.#work, signed, proof));
  }

  /** What this wallet has answered, by its store: whom, when, of which days. @throws ProtocolError STORE_REQUIRED, MEMORY_LOST */
  answers(): Promise<GivenAnswer[]> {
    return this.#work.oneByOne(() => allAnswers(this.#work.store));
  }
}
