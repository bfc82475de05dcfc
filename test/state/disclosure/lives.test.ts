/** Random lives of purposes, consents and receipts beside the page's own rules. */
import { bytesToHex } from '@noble/hashes/utils.js';
import { assertConservation, balanceOf, getSupply } from '@veilgrid/node/state/core/money/accounts';
import {
  consentCount,
  givenCount,
  listConsents,
  listConsentsTo,
  liveCount,
} from '@veilgrid/node/state/disclosure/consent';
import { listPurposes } from '@veilgrid/node/state/disclosure/purpose';
import { listReceipts } from '@veilgrid/node/state/disclosure/receipts';
import { recipientKeyOf } from '@veilgrid/node/state/disclosure/recipient';
import { ROLES } from '@veilgrid/protocol/roles';
import { Random } from '../../economy/support/random.js';
import { type BodyOf, TestChain } from '../support/chain.js';
import {
  ASKS,
  BUILDS,
  consentBody,
  consentIdOf,
  FUNDS,
  PLANS,
  partiesChain,
  purposeBody,
  receiptsBody,
  secretOfConsent,
  timeOf,
} from '../support/disclosure/bodies.js';
import { DisclosureModel, type ModelParty, type Verdict } from '../support/disclosure/model.js';
import { FEE } from '../support/genesis.js';
import { hasher } from '../support/hasher.js';
import { FIRST, TODAY } from '../support/registrations.js';

type SentKind = 'recipientKey' | 'registerPurpose' | 'endPurpose' | 'consent' | 'revokeConsent' | 'receipts';

/** A chain that is told what its model is told, and must say the same. */
class Lives {
  readonly chain = partiesChain(new TestChain());
  readonly parties = new Map<number, ModelParty>([
    [ASKS, { kinds: 1, until: TODAY + 3_000 }],
    [PLANS, { kinds: 5, until: TODAY + 3_000 }],
    [BUILDS, { kinds: 8, until: TODAY + 3_000 }],
    [ROLES.dso, { kinds: 255, until: undefined }],
    [ROLES.regulator, { kinds: 255, until: undefined }],
  ]);
  readonly model = new DisclosureModel(hasher, this.parties);
  readonly codes = new Set<string>();
  readonly taken = new Map<SentKind, number>();
  #consents: { readonly body: BodyOf<'consent'>; readonly i: number }[] = [];
  #i = 0;

  constructor(readonly random: Random) {
    this.model.time = this.chain.time;
  }

  /** Mostly what is right, now and then something beside it. */
  #near<T>(right: T, ...wrong: readonly T[]): T {
    return this.random.chance(0.9) ? right : this.random.pick(wrong);
  }

  step(): void {
    const { random } = this;
    const steps = [
      () => this.#pass(),
      () => this.#key(),
      () => this.#purpose(),
      () => this.#purpose(),
      () => this.#endPurpose(),
      ...Array.from({ length: 5 }, () => () => this.#consent()),
      () => this.#revoke(),
      () => this.#revoke(),
      () => this.#receipts(),
      () => this.#receipts(),
    ];
    random.pick(steps)();
    // Ends are for good, and few.
    if (random.chance(0.01)) this.#endParty(random.pick([ASKS, PLANS]));
  }

  #pass(): void {
    const { random, chain, model } = this;
    const time = random.chance(0.3)
      ? timeOf(model.today + 1) - BigInt(random.int(0, 1))
      : chain.time + BigInt(random.int(1, 40) * 86_400);
    if (time <= chain.time) return;
    chain.at(time);
    model.time = time;
  }

  #endParty(partyId: number): void {
    const party = this.parties.get(partyId)!;
    if (party.until! <= this.model.today) return;
    this.chain.send('endParty', { partyId });
    party.until = this.model.today;
  }

  #send<K extends SentKind>(kind: K, body: BodyOf<K>, expected: Verdict): boolean {
    const { chain } = this;
    const tx = chain.tx(kind, body);
    const error = chain.refusal(chain.verified(tx));
    const said = error && [error.code, error.data.field];
    expect([kind, body, said]).toEqual([kind, body, expected]);
    if (error) {
      this.codes.add(`${error.code} ${String(error.data.field)}`);
      return false;
    }
    chain.submit(tx);
    this.taken.set(kind, (this.taken.get(kind) ?? 0) + 1);
    return true;
  }

  #key(): void {
    const { random, model } = this;
    const partyId = this.#near(random.pick([ASKS, PLANS, ROLES.dso]), BUILDS, FIRST + 9);
    const body = { partyId, recipientKey: BigInt(random.int(1, 60)) };
    this.#send('recipientKey', body, model.recipientKey(body));
  }

  #purpose(): void {
    const { random, model } = this;
    const { today } = model;
    const partyId = this.#near(random.pick([ASKS, PLANS, ROLES.dso]), BUILDS, FIRST + 9);
    const from = today + random.int(-60, 60);
    const body = purposeBody({
      purposeId: this.#near(model.purposes.length, model.purposes.length + 1, 0),
      partyId,
      lawfulBasis: this.#near(random.int(1, 6), 0, 7),
      questions: this.#near(random.int(1, 255), 0, 256),
      naming: this.#near(random.int(1, 7), 0, 8),
      maxDays: this.#near(random.pick([1, 4_096]), 0, 4_097),
      standing: this.#near(1, 2),
      transferable: this.#near(0, 2),
      panels: this.#near(partyId === ASKS ? 0 : random.int(0, 1), 1, 2),
      retentionDays: this.#near(3_660, 3_661),
      from,
      until: this.#near(
        random.pick([today + random.int(61, 500), from + 1_461]),
        from + 1_462,
        today,
        today + 1,
        from,
      ),
    });
    this.#send('registerPurpose', body, model.registerPurpose(body));
  }

  #endPurpose(): void {
    const { random, model } = this;
    const purposeId = random.int(0, model.purposes.length);
    const partyId = this.#near(model.purposes[purposeId]?.partyId ?? ASKS, ASKS, PLANS, BUILDS);
    const body = { purposeId, partyId, byParty: this.#near(random.int(0, 1), 2) };
    // Or soon there would be none.
    if (random.chance(0.5)) this.#send('endPurpose', body, model.endPurpose(body));
  }

  #consent(): void {
    const { random, chain, model } = this;
    const { today } = model;
    const old = this.#consents.length > 0 ? random.pick(this.#consents).body : undefined;
    const i = this.#i++;
    const right = consentBody(i);
    const purposeId = random.int(0, model.purposes.length);
    const end = model.purposes[purposeId]?.until ?? today + 9;
    const until = Math.min(end, today + random.int(1, 400));
    const body = {
      ...right,
      purposeId,
      fee: { ...right.fee, redeemed: this.#near(0n, 1n) },
      holder: this.#near(right.holder, old?.holder ?? right.holder),
      revoke: this.#near(right.revoke, old?.revoke ?? right.revoke),
      from: this.#near(until - random.int(1, 30), until, until + 1),
      until: this.#near(until, today, today + 1, today + 400, today + 401, end, end + 1),
    };
    const id = consentIdOf(chain, body);
    if (this.#send('consent', body, model.consent(body, bytesToHex(id)))) {
      this.#consents.push({ body, i });
    }
  }

  #revoke(): void {
    const { random, chain, model } = this;
    if (this.#consents.length === 0) return;
    const { body: consent, i } = random.pick(this.#consents);
    const consentId = this.#near(consentIdOf(chain, consent), new Uint8Array(32));
    const body = { consentId, secret: this.#near(secretOfConsent(i), secretOfConsent(i + 1)) };
    this.#send('revokeConsent', body, model.revokeConsent(body, bytesToHex(consentId)));
  }

  #receipts(): void {
    const { random, model } = this;
    const partyId = random.pick([ASKS, PLANS, BUILDS, ROLES.dso, FIRST + 9]);
    const before = model.rootsOf(partyId);
    const last = before.at(-1)?.to ?? 0n;
    const from = this.#near(last, last + 1n, last - 1n < 0n ? 1n : last - 1n);
    const body = receiptsBody({
      partyId,
      index: this.#near(before.length, before.length + 1, Math.max(0, before.length - 1)),
      from,
      to: this.#near(model.time - BigInt(random.int(0, 3)), model.time + 1n, from),
      count: this.#near(random.int(1, 9), 0),
    });
    this.#send('receipts', body, model.rootReceipts(body));
  }

  /** What stands on the ledger is what the model says. */
  check(): void {
    const { chain, model } = this;
    const { store } = chain;
    for (const partyId of this.parties.keys()) {
      expect([partyId, recipientKeyOf(store, partyId)]).toEqual([partyId, model.keys.get(partyId)]);
      const entries = model.rootsOf(partyId);
      expect(listReceipts(store, partyId, 0, 999)).toEqual(entries);
    }
    expect(listPurposes(store, 0, 999)).toEqual(
      model.purposes.map((purpose, purposeId) => ({ purposeId, ...purpose })),
    );
    const entryOf = ([consentId, record]: [string, object]) => ({ consentId, ...record });
    expect(listConsents(store, 0, 999)).toEqual([...model.consents].map(entryOf));
    model.purposes.forEach((_, id) => {
      const to = model.consentsTo(id);
      expect(listConsentsTo(store, id, 0, 999)).toEqual(to.map(entryOf));
      expect([givenCount(store, id), liveCount(store, id)]).toEqual([to.length, model.live(id)]);
    });
    const fees = BigInt(consentCount(store)) * FEE;
    const { minted, shielded, redeemed, parties } = getSupply(store);
    expect([minted, shielded, redeemed, parties]).toEqual([FUNDS, FUNDS - fees, 0n, 0n]);
    expect(balanceOf(store, 'dso')).toBe(fees);
    assertConservation(store);
  }
}

test('genesis has nothing of it', () => {
  const { store } = new TestChain();
  expect(store.entries().filter(([key]) => key.startsWith('disclosure/'))).toEqual([]);
});

test('twelve random lives are what the page says, refusal by refusal', () => {
  const codes = new Set<string>();
  const taken = new Map<string, number>();
  for (let seed = 1; seed <= 12; seed++) {
    const lives = new Lives(new Random(seed));
    for (let i = 0; i < 130; i++) lives.step();
    lives.check();
    for (const code of lives.codes) codes.add(code);
    for (const [kind, count] of lives.taken) taken.set(kind, (taken.get(kind) ?? 0) + count);
  }
  // They get far.
  expect([...taken.keys()].sort()).toEqual(
    ['consent', 'endPurpose', 'receipts', 'recipientKey', 'registerPurpose', 'revokeConsent'].sort(),
  );
  expect(Math.min(...taken.values())).toBeGreaterThan(12);
  // Every rule of the page was broken by somebody.
  expect(codes.size).toBe(31);
});
