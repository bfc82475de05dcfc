/**
 * What docs/protocol/disclosure.md says the ledger does, read from the page and nothing else: a refusal's code and field,
 * or what has changed. Parties are those of `partiesChain` and roles of genesis; fees are paid with good notes.
 */
import type { Hasher } from '@veilgrid/protocol/core/crypto/hash';
import { hash } from '@veilgrid/protocol/core/crypto/hash';
import { TAGS } from '@veilgrid/protocol/tags';
import type { BodyOf } from '../chain.js';

/** Undefined where it is taken. */
export type Verdict = readonly [code: string, field: string] | undefined;

type Purpose = Omit<BodyOf<'registerPurpose'>, 'purposeId'>;
type Consent = Omit<BodyOf<'consent'>, 'fee'> & { readonly givenAt: bigint; revokedAt: bigint };
type Roots = Omit<BodyOf<'receipts'>, 'partyId'>;

export interface ModelParty {
  /** 1 recipient, 4 planner, as bits. */
  readonly kinds: number;
  /** Day; undefined of a role, which never ends. */
  until: number | undefined;
}

const isBit = (x: number) => x === 0 || x === 1;
/** The first rule that does not hold. */
const first = (...rules: readonly (readonly [holds: boolean, code: string, field: string])[]): Verdict => {
  const broken = rules.find(([holds]) => !holds);
  return broken && [broken[1], broken[2]];
};

export class DisclosureModel {
  time = 0n;
  readonly keys = new Map<number, bigint>();
  readonly everKeys = new Set<bigint>();
  readonly purposes: Purpose[] = [];
  /** By id, in order. */
  readonly consents = new Map<string, Consent>();
  readonly receipts = new Map<number, Roots[]>();

  constructor(
    readonly hasher: Hasher,
    readonly parties: ReadonlyMap<number, ModelParty>,
  ) {}

  get today(): number {
    return Number(this.time / 86_400n);
  }

  live(purposeId: number): number {
    return this.consentsTo(purposeId).filter(([, { revokedAt }]) => revokedAt === 0n).length;
  }

  consentsTo(purposeId: number) {
    return [...this.consents].filter(([, consent]) => consent.purposeId === purposeId);
  }

  #ended(partyId: number): boolean {
    const until = this.parties.get(partyId)?.until;
    return until !== undefined && until <= this.today;
  }

  /** What core asks of whoever signs as a party. */
  #signs(partyId: number): Verdict {
    return first(
      [this.parties.has(partyId), 'PARTY_UNKNOWN', 'partyId'],
      [!this.#ended(partyId), 'PARTY_ENDED', 'partyId'],
    );
  }

  #is(partyId: number, kind: number): boolean {
    return ((this.parties.get(partyId)?.kinds ?? 0) & kind) !== 0;
  }

  recipientKey({ partyId, recipientKey }: BodyOf<'recipientKey'>): Verdict {
    const verdict =
      this.#signs(partyId) ??
      first(
        [this.#is(partyId, 1), 'PARTY_KIND_WRONG', 'partyId'],
        [!this.everKeys.has(recipientKey), 'RECIPIENT_KEY_TAKEN', 'recipientKey'],
      );
    if (verdict) return verdict;
    this.keys.set(partyId, recipientKey);
    this.everKeys.add(recipientKey);
    return undefined;
  }

  registerPurpose(body: BodyOf<'registerPurpose'>): Verdict {
    const { purposeId, ...record } = body;
    const { partyId, from, until, questions, naming } = body;
    const valid = (holds: boolean, field: string) => [holds, 'PURPOSE_INVALID', field] as const;
    const verdict =
      this.#signs(partyId) ??
      first(
        [this.#is(partyId, 1), 'PARTY_KIND_WRONG', 'partyId'],
        [body.panels !== 1 || this.#is(partyId, 4), 'PARTY_KIND_WRONG', 'partyId'],
        valid(purposeId === this.purposes.length, 'purposeId'),
        valid([1, 2, 3, 4, 5, 6].includes(body.lawfulBasis), 'lawfulBasis'),
        valid(questions >= 1 && questions < 2 ** 8, 'questions'),
        valid(naming >= 1 && naming < 2 ** 3, 'naming'),
        valid(body.maxDays >= 1 && body.maxDays <= 4096, 'maxDays'),
        valid(isBit(body.standing), 'standing'),
        valid(isBit(body.transferable), 'transferable'),
        valid(isBit(body.panels), 'panels'),
        valid(body.retentionDays <= 3660, 'retentionDays'),
        valid(from < until, 'from'),
        valid(until > this.today, 'until'),
        valid(until <= from + 1461, 'until'),
      );
    if (verdict) return verdict;
    this.purposes.push(record);
    return undefined;
  }

  endPurpose({ purposeId, partyId, byParty }: BodyOf<'endPurpose'>): Verdict {
    const purpose = this.purposes[purposeId];
    const verdict =
      (byParty === 1 ? this.#signs(partyId) : undefined) ??
      first(
        [purpose !== undefined, 'PURPOSE_UNKNOWN', 'purposeId'],
        [purpose?.partyId === partyId, 'PURPOSE_UNKNOWN', 'partyId'],
        [isBit(byParty), 'PURPOSE_INVALID', 'byParty'],
        [purpose !== undefined && purpose.until > this.today, 'PURPOSE_ENDED', 'purposeId'],
      );
    if (verdict) return verdict;
    this.purposes[purposeId] = { ...purpose!, until: this.today };
    return undefined;
  }

  consent(body: BodyOf<'consent'>, id: string): Verdict {
    const { fee, ...record } = body;
    const { purposeId, from, until } = body;
    const purpose = this.purposes[purposeId];
    const given = [...this.consents.values()];
    const verdict = first(
      [fee.redeemed === 0n, 'FEE_ONLY', 'fee.redeemed'],
      [purpose !== undefined, 'PURPOSE_UNKNOWN', 'purposeId'],
      [purpose !== undefined && purpose.until > this.today, 'PURPOSE_ENDED', 'purposeId'],
      [purpose !== undefined && !this.#ended(purpose.partyId), 'PURPOSE_ENDED', 'purposeId'],
      [from < until, 'CONSENT_TIMES', 'from'],
      [until > this.today, 'CONSENT_TIMES', 'until'],
      [until <= (purpose?.until ?? 0), 'CONSENT_TIMES', 'until'],
      [until <= this.today + 400, 'CONSENT_TIMES', 'until'],
      [given.every(({ holder }) => holder !== body.holder), 'CONSENT_EXISTS', 'holder'],
      [given.every(({ revoke }) => revoke !== body.revoke), 'CONSENT_EXISTS', 'revoke'],
    );
    if (verdict) return verdict;
    this.consents.set(id, { ...record, givenAt: this.time, revokedAt: 0n });
    return undefined;
  }

  revokeConsent({ secret }: BodyOf<'revokeConsent'>, id: string): Verdict {
    const consent = this.consents.get(id);
    const verdict = first(
      [consent !== undefined, 'CONSENT_UNKNOWN', 'consentId'],
      [consent?.revokedAt === 0n, 'CONSENT_REVOKED', 'consentId'],
      [hash(this.hasher, TAGS.REVOKE, [secret]) === consent?.revoke, 'SECRET_WRONG', 'secret'],
    );
    if (verdict) return verdict;
    consent!.revokedAt = this.time;
    return undefined;
  }

  rootsOf(partyId: number): Roots[] {
    return this.receipts.get(partyId) ?? [];
  }

  rootReceipts({ partyId, ...roots }: BodyOf<'receipts'>): Verdict {
    const before = this.rootsOf(partyId);
    const verdict =
      this.#signs(partyId) ??
      first(
        [roots.index === before.length, 'RECEIPTS_GAP', 'index'],
        [roots.from === (before.at(-1)?.to ?? 0n), 'RECEIPTS_GAP', 'from'],
        [roots.to > roots.from, 'VALUE_OUT_OF_RANGE', 'to'],
        [roots.to <= this.time, 'VALUE_OUT_OF_RANGE', 'to'],
        [roots.count > 0, 'VALUE_OUT_OF_RANGE', 'count'],
      );
    if (verdict) return verdict;
    this.receipts.set(partyId, [...before, roots]);
    return undefined;
  }
}
