/** Data access over HTTP, from the days on the ledger to the end of a consent: both sides, every proof. */
import { isDeepStrictEqual } from 'node:util';
import type { ConsentDays } from '@veilgrid/client-sdk';
import type { VerifiedAnswer } from '@veilgrid/client-sdk/verifier/disclosure/answer';
import { dayOf } from '@veilgrid/protocol/core/days';
import { genesisHashHex } from '@veilgrid/protocol/core/genesis';
import { decodeExact } from '@veilgrid/protocol/core/ssz';
import type { Answer } from '@veilgrid/protocol/disclosure/answer';
import type { Question } from '@veilgrid/protocol/disclosure/questions';
import { SignedRequest } from '@veilgrid/protocol/disclosure/request';
import { CheckFailed } from '../../terminal/exit.js';
import { Refusals } from '../core/refusals.js';
import { HOUR, mint } from '../market/day.js';
import { balancesOf, enrol } from '../town/household.js';
import type { Stages } from '../town/stages.js';
import { sum } from '../town/sum.js';
import { untilNotesAreReady } from '../town/town.js';
import type { DisclosureDay } from './outcome.js';
import { otherPeak, questionsOf } from './questions.js';
import { Recipient } from './recipient.js';
import { dateOf } from './scenario.js';
import { simulate } from './simulation.js';
import { withMore } from './wrongAnswers.js';
import { consentTooLate, keyWithoutSecret, revokeByGuess, rootWithGap } from './wrongTxs.js';
import { type DisclosureTown, type Member, settleDays } from './zoneDays.js';

/** Days that a consent lasts. */
const CONSENTED = 7;
const TEXT = "An offer made to a household's own use.";
/** Transfers in consents that are refused: the one to a purpose that ended. */
const REFUSED_CONSENTS = 1;

/** What was asked and answered, as both sides have it. */
interface Exchange {
  readonly request: Uint8Array;
  readonly signed: SignedRequest;
  readonly sealed: Uint8Array;
  readonly answer: Answer;
  readonly verified: VerifiedAnswer;
  readonly consentId: Uint8Array;
}

export class DisclosureRun {
  readonly #town: DisclosureTown;
  readonly #stages: Stages;
  readonly #refusals = new Refusals();
  readonly #answers = new Refusals('somebody');
  readonly #customer: Member;
  readonly #supplier: Recipient;
  readonly #bank: Recipient;

  constructor(town: DisclosureTown, stages: Stages) {
    this.#town = town;
    this.#stages = stages;
    this.#customer = town.households[0]!;
    this.#supplier = new Recipient(town.access, 'Another supplier');
    this.#bank = new Recipient(town.access, 'A bank');
  }

  async day(): Promise<DisclosureDay> {
    const { access, scenario } = this.#town;
    const { api, genesis } = access;
    await this.#begin();
    const auctions = await settleDays(this.#town, this.#stages);
    const questions = questionsOf(genesis.params, scenario);
    await this.#stages.run('Parties, keys, purposes', 2, () => this.#register(questions));
    const exchange = await this.#answered(questions);
    await this.#stages.run('Answers that nobody believes', 2, () => this.#disbelieve(exchange, questions));
    await this.#stages.run('A second bracket', 1, () => this.#askMore());
    const simulated = await this.#stages.run('The same answer by its recipient', 1, () =>
      this.#simulate(exchange),
    );
    await this.#stages.run('Receipt and its root', 1, () => this.#receipt(exchange));
    await this.#stages.run('Revocation', 1, () => this.#revoke(exchange, questions));
    const { verified, answer, sealed } = exchange;
    const rooted = await api.receipts({ params: { partyId: this.#supplier.partyId }, query: {} });
    const { items: consents } = await api.consents({ query: {} });
    return {
      dates: scenario.days.map(dateOf),
      genesisHash: genesisHashHex(genesis),
      members: await this.#membersOf(auctions),
      questions,
      claims: verified.answers,
      gaps: verified.gaps,
      answerBytes: sealed.length,
      provenOffLedger: 2 * stepsOf(answer),
      simulated,
      consents: consents.length,
      revocations: consents.filter(({ revokedAt }) => revokedAt > 0n).length,
      receiptsRooted: rooted.items.reduce((sum, { count }) => sum + count, 0),
      supply: await api.supply({}),
      balance: sum(await balancesOf(this.#town.households)),
      refused: this.#refusals.list,
      answersRefused: this.#answers.list,
      refusedProofs: { transfer: REFUSED_CONSENTS },
      proofs: this.#town.proofs,
      timings: this.#stages.timings,
    };
  }

  async #begin(): Promise<void> {
    const { access, services, households } = this.#town;
    await this.#stages.run('Minting', households.length + 3, (done) => mint(this.#town, done));
    await this.#stages.run('Enrolling', households.length, async (done) => {
      for (const household of households) {
        await enrol(access, services, household);
        done();
      }
    });
    await untilNotesAreReady(this.#town);
  }

  async #register(questions: readonly Question[]): Promise<void> {
    const { access, services } = this.#town;
    const kinds = questions.reduce((bits, { kind }) => bits | (1 << kind), 0);
    for (const recipient of [this.#supplier, this.#bank]) await recipient.register(services);
    await this.#supplier.registerKey();
    await keyWithoutSecret(access, this.#bank, this.#refusals);
    for (const recipient of [this.#supplier, this.#bank]) {
      await recipient.registerPurpose(services, TEXT, kinds);
    }
  }

  get #days() {
    const { days } = this.#town.scenario;
    return { fromDay: days[0]!, toDay: days.at(-1)! };
  }

  async #consented(): Promise<ConsentDays> {
    const { time } = await this.#town.access.api.status({});
    const from = dayOf(time);
    return { from, until: from + CONSENTED };
  }

  async #consentTo(request: Uint8Array): Promise<Uint8Array> {
    await untilNotesAreReady(this.#town);
    const { disclosure } = this.#customer.wallet;
    const { consentId } = await disclosure.giveConsent({ bytes: request }, await this.#consented());
    return consentId;
  }

  async #answered(questions: readonly Question[]): Promise<Exchange> {
    const request = await this.#supplier.ask(questions, this.#days);
    const signed = decodeExact(SignedRequest, request, 'request');
    const consent = await this.#stages.run('Consent', 1, () => this.#consentTo(request));
    const sealed = await this.#stages.run('Answer', 1, () =>
      this.#customer.wallet.disclosure.answer({ bytes: request }, { consent }),
    );
    const answer = this.#supplier.open(signed.request, sealed);
    const verified = await this.#stages.run('Verification by the recipient', 1, () =>
      this.#supplier.verify(signed, answer),
    );
    return { request, signed, sealed, answer, verified, consentId: consent };
  }

  async #disbelieve({ signed, answer }: Exchange, questions: readonly Question[]): Promise<void> {
    await this.#answers.expect('a sum of a Wh more than was read', 'ANSWER_INVALID', () =>
      this.#supplier.verify(signed, withMore(signed.request, answer)),
    );
    await this.#beforeBank('the answer, shown to a second recipient', answer, questions);
  }

  /** It has asked for the same, and is shown what was answered to another. */
  async #beforeBank(what: string, answer: Answer, questions: readonly Question[]): Promise<void> {
    const asked = decodeExact(SignedRequest, await this.#bank.ask(questions, this.#days), 'request');
    await this.#answers.expect(what, 'ANSWER_INVALID', () => this.#bank.verify(asked, answer));
  }

  async #askMore(): Promise<void> {
    const more = await this.#supplier.ask([otherPeak(this.#town.access.genesis.params)], this.#days);
    const consent = await this.#consentTo(more);
    await this.#answers.expect('a second bracket of the peak', 'ANSWER_TELLS_MORE', () =>
      this.#customer.wallet.disclosure.answer({ bytes: more }, { consent }),
    );
  }

  /** @returns that it says the same and verifies for the recipient; what it is for others is refused. */
  async #simulate({ signed, answer, verified }: Exchange): Promise<boolean> {
    const made = await simulate(this.#town.access, signed.request, answer, verified, this.#supplier.v);
    const { answers } = await this.#supplier.verify(signed, made);
    await this.#beforeBank(
      'the simulated answer, shown to a second recipient',
      made,
      signed.request.questions,
    );
    return isDeepStrictEqual(answers, verified.answers);
  }

  async #receipt({ verified }: Exchange): Promise<void> {
    const receipt = await this.#supplier.receiptOf(verified);
    const { time } = await this.#town.access.api.status({});
    await this.#town.moveTime(Number(time) + HOUR);
    const fields = await this.#supplier.rootOf([receipt]);
    await rootWithGap(this.#supplier, fields, receipt, this.#refusals);
    const proof = await this.#supplier.root(fields, receipt);
    const state = await this.#customer.wallet.disclosure.receipt(receipt, proof);
    if (state !== 'rooted') throw new CheckFailed(`the receipt is ${state}`);
  }

  async #revoke({ request, consentId }: Exchange, questions: readonly Question[]): Promise<void> {
    const { access } = this.#town;
    const asked = await this.#bank.ask(questions, this.#days);
    await untilNotesAreReady(this.#town);
    const days = await this.#consented();
    await consentTooLate(access, this.#customer, this.#bank, { request: asked, days }, this.#refusals);
    await revokeByGuess(access, consentId, this.#refusals);
    const { disclosure } = this.#customer.wallet;
    await disclosure.revokeConsent(consentId);
    await this.#answers.expect('an answer under a consent that was revoked', 'CONSENT_REVOKED', () =>
      disclosure.answer({ bytes: request }, { consent: consentId }),
    );
  }

  async #membersOf(auctions: readonly bigint[]): Promise<number[]> {
    const { api } = this.#town.access;
    const sums = await Promise.all(auctions.map((auctionId) => api.aggregate({ params: { auctionId } })));
    return sums.map(({ members }) => members);
  }
}

/** A proof each. */
const stepsOf = ({ chains }: Answer) => chains.reduce((sum, { steps }) => sum + steps.length, 0);
