/** A party that asks: registered, with a key and a purpose, and with what it verifies, receipts and roots. */
import { createHash } from 'node:crypto';
import {
  type Asked,
  fetchAnswerFacts,
  fetchPurpose,
  makeReceipt,
  makeRequest,
  openAnswer,
  receiptsFields,
  registerRecipientKey,
} from '@veilgrid/client-sdk';
import { submitTx } from '@veilgrid/client-sdk/client/submit';
import { fetchNow } from '@veilgrid/client-sdk/disclosure/now';
import { type VerifiedAnswer, verifyAnswer } from '@veilgrid/client-sdk/verifier/disclosure/answer';
import { receiptProof } from '@veilgrid/client-sdk/verifier/disclosure/receipts';
import { dayOf } from '@veilgrid/protocol/core/days';
import { PARTY_KINDS } from '@veilgrid/protocol/core/parties';
import type { Answer } from '@veilgrid/protocol/disclosure/answer';
import { LAWFUL_BASES } from '@veilgrid/protocol/disclosure/purpose';
import type { Question } from '@veilgrid/protocol/disclosure/questions';
import { type SignedReceipt, VERDICT } from '@veilgrid/protocol/disclosure/receipts';
import { type Request, SignedRequest } from '@veilgrid/protocol/disclosure/request';
import { NAMING } from '@veilgrid/protocol/disclosure/subject';
import type { Bodies } from '@veilgrid/protocol/kinds';
import { SECONDS_PER_DAY } from '@veilgrid/protocol/params';
import { draftOf } from '@veilgrid/protocol/request';
import { FIRST_PARTY } from '@veilgrid/protocol/roles';
import type { Api } from '@veilgrid/protocol/routes';
import type { Tx } from '@veilgrid/protocol/tx';
import { PartySigner } from '@veilgrid/services';
import { ed25519Pair, randomScalar, x25519Pair } from '@veilgrid/services/development';
import type { Access, Services } from '../town/services.js';

const YEAR = 365;
/** Days within which a request is answered. */
const EXPIRES = 7;

export class Recipient {
  /** Of its recipient key. */
  readonly v = randomScalar();
  readonly #access: Access;
  readonly #sign = ed25519Pair();
  readonly #enc = x25519Pair();
  readonly #signer: PartySigner;
  partyId = 0;
  purposeId = 0;

  constructor(
    access: Access,
    readonly name: string,
  ) {
    this.#access = access;
    this.#signer = new PartySigner(this.#sign.secret, access.genesis);
  }

  get secretKey(): Uint8Array {
    return this.#sign.secret;
  }

  async #today(): Promise<number> {
    return dayOf(await fetchNow(this.#access));
  }

  /** As a party of the kind that asks. */
  async register({ signers }: Services): Promise<void> {
    const { api } = this.#access;
    const { total } = await api.parties({ query: { limit: 1 } });
    this.partyId = FIRST_PARTY + total;
    const record = {
      sigPk: this.#signer.sigPk,
      encPk: this.#enc.publicKey,
      name: new TextEncoder().encode(this.name),
      kinds: PARTY_KINDS.recipient,
      until: (await this.#today()) + YEAR,
    };
    await signers.regulator.submit('registerParty', {
      fields: { partyId: this.partyId, ...record },
      coSigners: { party: (draft) => this.#signer.sign(draft) },
    });
  }

  /** @param api by which it is sent */
  async registerKey(api: Api = this.#access.api): Promise<void> {
    await registerRecipientKey({ ...this.#access, api }, this, this.v);
  }

  /** @param text that people read @param questions of which kinds, bit by bit */
  async registerPurpose({ signers }: Services, text: string, questions: number): Promise<void> {
    const { total } = await this.#access.api.purposes({ query: { limit: 1 } });
    this.purposeId = total;
    const today = await this.#today();
    const record = {
      partyId: this.partyId,
      textHash: new Uint8Array(createHash('sha256').update(text).digest()),
      lawfulBasis: LAWFUL_BASES.consent,
      questions,
      maxDays: 31,
      standing: 0,
      naming: 1 << NAMING.pseudonym,
      transferable: 0,
      panels: 0,
      retentionDays: 30,
      from: today,
      until: today + YEAR,
    };
    await signers.regulator.submit('registerPurpose', {
      fields: { purposeId: this.purposeId, ...record },
      coSigners: { party: (draft) => this.#signer.sign(draft, this.partyId) },
    });
  }

  async endPurpose(): Promise<void> {
    const { purposeId, partyId } = this;
    await this.#submit('endPurpose', { purposeId, partyId, byParty: 1 });
  }

  /** A request by the pseudonym that lasts, for this recipient alone. */
  async ask(questions: readonly Question[], days: Pick<Asked, 'fromDay' | 'toDay'>): Promise<Uint8Array> {
    const { genesis } = this.#access;
    const purpose = await fetchPurpose(this.#access, this.purposeId);
    const issued = await fetchNow(this.#access);
    const expires = issued + BigInt(EXPIRES * SECONDS_PER_DAY);
    const signed = makeRequest(genesis, purpose, { questions, ...days, issued, expires }, this.secretKey);
    return SignedRequest.serialize(signed);
  }

  /** @param request a signed one @throws ProtocolError ANSWER_INVALID where the box is not for this party */
  open(request: Request, sealed: Uint8Array): Answer {
    return openAnswer({ encSecret: this.#enc.secret, encPk: this.#enc.publicKey }, request, sealed);
  }

  /** @throws ProtocolError ANSWER_INVALID */
  async verify(signed: SignedRequest, answer: Answer): Promise<VerifiedAnswer> {
    const received = { now: await fetchNow(this.#access), answered: new Set<string>() };
    const facts = await fetchAnswerFacts(this.#access, signed.request, answer, received);
    return verifyAnswer(this.#access, signed, answer, facts, received);
  }

  async receiptOf({ digest, consent }: VerifiedAnswer): Promise<SignedReceipt> {
    const { chainId } = this.#access.genesis;
    const time = await fetchNow(this.#access);
    const { verified: verdict } = VERDICT;
    const fields = { chainId, consentId: consent.consentId, answerDigest: digest, time, verdict };
    return makeReceipt(fields, this.secretKey);
  }

  /** What would root these receipts up to now. */
  async rootOf(receipts: readonly SignedReceipt[]): Promise<Omit<Bodies['receipts'], 'sequence'>> {
    const all = receipts.map(({ receipt }) => receipt);
    const now = await fetchNow(this.#access);
    return receiptsFields(this.partyId, all, undefined, now)!;
  }

  /** @returns where the only receipt stands under it. */
  async root(fields: Omit<Bodies['receipts'], 'sequence'>, signed: SignedReceipt) {
    await this.#submit('receipts', fields);
    return receiptProof([signed.receipt], 0);
  }

  async #submit<K extends 'endPurpose' | 'receipts'>(
    kind: K,
    fields: Omit<Bodies[K], 'sequence'>,
  ): Promise<void> {
    const { api, genesis } = this.#access;
    const draft = await draftOf(api, kind, fields);
    const signatures = [this.#signer.sign(draft, this.partyId)];
    await submitTx(api, genesis.profile, { ...draft, proofs: new Uint8Array(), signatures } as Tx);
  }
}
