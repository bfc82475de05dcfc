/** Random lives of parties before node and auditor, beside a model that knows nothing but the text. */
import { assertConservation, getSupply } from '@veilgrid/node/state/core/money/accounts';
import { nextSequence } from '@veilgrid/node/state/core/sequences';
import type { ErrorCode } from '@veilgrid/protocol/errors';
import type { Bodies, Kind } from '@veilgrid/protocol/kinds';
import fc from 'fast-check';
import { START } from '../../state/support/genesis.js';
import { changeOf, changeTo, FIRST, registration, TODAY } from '../../state/support/registrations.js';
import { partySeed } from '../../state/support/signers.js';
import { draft as draftOf } from './draft.js';
import { nodeSees } from './observe.js';
import { Pair } from './play.js';
import type { Draft } from './seal.js';

/** Few, so that they meet again. */
const KEYS = 8;
const MOST_DAYS = 3_660;
const KINDS = ['register', 'change', 'lost', 'end', 'mint', 'mint', 'redeem', 'redeem', 'wait'] as const;
const step = fc.record({
  what: fc.constantFrom(...KINDS),
  who: fc.nat(3),
  key: fc.nat(KEYS - 1),
  /** Whose key signs as the party; mostly the one that must. */
  signer: fc.option(fc.nat(KEYS - 1), { freq: 5 }).map((key) => (key === null || key > 2 ? undefined : key)),
  days: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constantFrom(MOST_DAYS, MOST_DAYS + 1)),
  value: fc.bigInt({ min: 0n, max: 200n }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
export const lives = (length: number) => fc.array(step, { minLength: length, maxLength: length });

interface Known {
  key: number;
  until: number;
  balance: bigint;
  signed: bigint;
}

/** One life: every step is accepted, or refused for the reason that the model names, by node and auditor. */
export class PartyWorld {
  /** How often each step was taken, or refused for a reason. */
  readonly tally = new Map<string, number>();
  readonly #pair = new Pair();
  readonly #known: Known[] = [];
  readonly #used = new Set<number>();
  #day = TODAY;
  #minted = 0n;
  #redeemed = 0n;

  live(steps: readonly Step[]): this {
    for (const one of steps) {
      if (one.what === 'wait') this.#day += one.key;
      else this.#take(one);
    }
    this.#compare();
    return this;
  }

  #take(one: Step): void {
    const refusal = this.#refusal(one);
    // An audit ends with a refusal: what is to be refused is played aside.
    const pair = refusal ? new Pair(this.#pair) : this.#pair;
    const time = BigInt(this.#day) * 86_400n + (START % 86_400n);
    const refused = pair.play({ time, txs: [this.#draft(one)] });
    expect([one, refused?.node.code, refused?.auditor.code]).toEqual([one, refusal, refusal]);
    if (!refusal) this.#enter(one);
    const seen = refusal ?? one.what;
    this.tally.set(seen, (this.tally.get(seen) ?? 0) + 1);
  }

  #until({ what, who, days, signer }: Step): number {
    const known = this.#known[who];
    const over = known !== undefined && known.until <= this.#day;
    return what === 'lost' && over && signer === undefined ? known.until : this.#day + days;
  }

  #draft(one: Step): Draft {
    const { what, who, key, signer, value } = one;
    const partyId = FIRST + who;
    const until = this.#until(one);
    const regulator = nextSequence(this.#pair.node.store, 'regulator');
    const draft = <K extends Kind>(kind: K, body: Omit<Bodies[K], 'sequence'>) =>
      draftOf(kind, body, signer === undefined ? {} : { partySignedBy: partySeed(signer) });
    switch (what) {
      case 'register':
        return draft('registerParty', registration(FIRST + this.#known.length, key, { until }));
      case 'end':
        return draft('endParty', { partyId });
      case 'mint':
        return draft('mintAccount', { account: partyId, value });
      case 'redeem':
        return draft('redeem', { account: partyId, value, payoutReference: new Uint8Array(32) });
      default:
        return this.#known[who]?.key === key
          ? draft('changeParty', changeOf(partyId, key, { until, lost: what === 'lost' ? 1 : 0 }))
          : draft('changeParty', changeTo(partyId, key, regulator, { until, lost: what === 'lost' ? 1 : 0 }));
    }
  }

  #refusal(one: Step): ErrorCode | undefined {
    const { what, who, key, signer, value } = one;
    const days = this.#until(one) - this.#day;
    const term = days > 0 && days <= MOST_DAYS ? undefined : 'PARTY_INVALID';
    const taken = this.#used.has(key) ? 'PARTY_KEY_TAKEN' : undefined;
    if (what === 'register')
      return signer !== undefined && signer !== key ? 'SIGNATURE_INVALID' : (term ?? taken);
    const known = this.#known[who];
    if (!known) return 'PARTY_UNKNOWN';
    const over = known.until <= this.#day;
    const strange = signer !== undefined && signer !== known.key;
    switch (what) {
      case 'end':
        return over ? 'PARTY_ENDED' : undefined;
      case 'mint':
        return value === 0n ? 'AMOUNT_ZERO' : undefined;
      case 'redeem':
        if (strange) return 'SIGNATURE_INVALID';
        if (value === 0n) return 'AMOUNT_ZERO';
        return value > known.balance ? 'BALANCE_TOO_LOW' : undefined;
      case 'change':
        if (strange) return 'SIGNATURE_INVALID';
        if (over) return 'PARTY_ENDED';
        return term ?? (key === known.key ? undefined : taken);
      default:
        if (over && known.until !== this.#until(one)) return 'PARTY_ENDED';
        if (!over && term) return term;
        return key === known.key ? 'PARTY_INVALID' : taken;
    }
  }

  #enter(one: Step): void {
    const { what, who, key, value } = one;
    const until = this.#until(one);
    const known = this.#known[who]!;
    if (what === 'register') this.#known.push({ key, until, balance: 0n, signed: 0n });
    if (what === 'change' || what === 'lost') Object.assign(known, { key, until });
    if (what === 'end') known.until = this.#day;
    if (what === 'mint') {
      known.balance += value;
      this.#minted += value;
    }
    if (what === 'redeem') {
      known.balance -= value;
      known.signed++;
      this.#redeemed += value;
    }
    if (what === 'register' || what === 'change' || what === 'lost') this.#used.add(key);
  }

  #compare(): void {
    this.#pair.compare();
    const { store } = this.#pair.node;
    assertConservation(store);
    const { minted, redeemed, parties } = getSupply(store);
    const held = this.#known.reduce((sum, { balance }) => sum + balance, 0n);
    expect([minted, redeemed, parties]).toEqual([this.#minted, this.#redeemed, held]);
    expect(held).toBe(this.#minted - this.#redeemed);
    expect(nodeSees(this.#pair.node).parties).toEqual(
      this.#known.map(({ key, until, balance, signed }, i) => [
        FIRST + i,
        expect.objectContaining({ until, name: registration(FIRST, key).name }),
        signed,
        balance,
      ]),
    );
  }
}
