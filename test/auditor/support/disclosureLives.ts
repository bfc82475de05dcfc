/** Random lives of recipients and consents before node and auditor, of few values, so that they meet again. */
import type { ConsentBody } from '@veilgrid/protocol/disclosure/consent';
import fc from 'fast-check';
import { BUILDS, consentIdOf, secretOfConsent } from '../../state/support/disclosure/bodies.js';
import { GENESIS, START } from '../../state/support/genesis.js';
import { FIRST, TODAY } from '../../state/support/registrations.js';
import { beginning, consentOf, key, purpose, purposeEnd, receipts, revoke } from './disclosureDrafts.js';
import { draft } from './draft.js';
import { Pair } from './play.js';
import type { Draft } from './seal.js';

/** A role, those that are there, and nobody. */
const PARTIES = [0, FIRST, FIRST + 1, BUILDS, BUILDS + 1];
const WHAT = [
  ...(['key', 'purpose', 'purpose', 'end', 'receipts', 'receipts', 'over', 'wait'] as const),
  ...(['consent', 'consent', 'consent', 'consent', 'revoke', 'revoke'] as const),
];
const edge = (...numbers: number[]) => fc.constantFrom(...numbers);

const step = fc.record({
  what: fc.constantFrom(...WHAT),
  party: fc.constantFrom(...PARTIES),
  /** Whose key, purpose, consent or holder, as far as there are so many. */
  which: fc.nat(5),
  other: fc.nat(5),
  /** Which of the step's faults it has; −1: none. */
  wrong: fc.oneof({ weight: 3, arbitrary: fc.constant(-1) }, { weight: 1, arbitrary: fc.nat(4) }),
  days: edge(0, 1, 2, 10, 399, 400, 401, 1_461, 1_462),
  later: edge(0, 0, 0, 1, 2),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
export const disclosureLives = (length: number) => fc.array(step, { minLength: length, maxLength: length });

const begun = new Pair();
begun.play({ time: START, txs: beginning() });

/** One life: each step is taken by both, or refused by both for one reason. */
export class DisclosureWorld {
  /** Kinds that were taken, reasons for which others were not. */
  readonly met = new Set<string>();
  #pair = new Pair(begun);
  #day = TODAY;
  /** In order, with the number of its secret. */
  readonly #given: { readonly body: ConsentBody; readonly secret: number }[] = [];
  #tried = 0;

  live(steps: readonly Step[]): this {
    for (const one of steps) {
      if (one.what === 'wait') this.#day += one.days === 0 ? 1 : one.days % 11;
      else this.#take(one);
    }
    this.#pair.compare();
    return this;
  }

  #take(one: Step): void {
    const sent = this.#draft(one);
    // An audit ends with a refusal: what is to be refused is played aside.
    const aside = new Pair(this.#pair);
    const refused = aside.play({ time: START + BigInt(this.#day - TODAY) * 86_400n, txs: [sent] });
    this.met.add(refused?.node.code ?? sent.tx.kind);
    if (refused) {
      expect([one, refused.auditor]).toEqual([one, refused.node]);
      return;
    }
    this.#pair = aside;
    if (sent.tx.kind === 'consent') this.#given.push({ body: sent.tx.body, secret: this.#tried - 1 });
  }

  #draft(one: Step): Draft {
    const { what, party, which, other, wrong, days, later } = one;
    const { books } = this.#pair;
    const from = this.#day + later;
    switch (what) {
      case 'key':
        return key(party, 60n + BigInt(which));
      case 'purpose': {
        const id = books.purposes.length + (wrong === 0 ? 1 : 0);
        return purpose(party, id, { panels: other % 2, from, until: from + days, ...WRONG_PURPOSES[wrong] });
      }
      case 'end': {
        const owner = books.purposes[which]?.record.partyId ?? party;
        return purposeEnd(wrong === 1 ? party : owner, which, wrong === 2 ? 2 : other % 2);
      }
      case 'consent':
        return draft('consent', this.#consent(one, from));
      case 'revoke': {
        const given = this.#given[which];
        const id = given ? consentIdOf({ genesis: GENESIS }, given.body) : new Uint8Array(32);
        return revoke(id, secretOfConsent(wrong === 0 || !given ? other : given.secret));
      }
      case 'over':
        // Rarely: then there is little left to say.
        return wrong === 0 ? draft('endParty', { partyId: party }) : key(party, 60n);
      default:
        return this.#receipts(party, which, wrong);
    }
  }

  /** The next one, whose end hangs on its own number as secret. */
  #consent({ which, other, wrong, days }: Step, from: number): ConsentBody {
    const known = this.#given[other % Math.max(1, this.#given.length)];
    const latest = wrong === 0 ? from + days : this.#day + 400;
    return consentOf(this.#tried++, {
      purposeId: which % 3,
      ...{ from, until: Math.min(from + days, latest) },
      ...(known && wrong === 1 && { holder: known.body.holder }),
      ...(known && wrong === 2 && { revoke: known.body.revoke }),
      ...(known && wrong === 3 && { fee: { nf: known.body.fee.nf } }),
      ...(wrong === 4 && { fee: { redeemed: 1n } }),
    });
  }

  #receipts(party: number, which: number, wrong: number): Draft {
    const rooted = this.#pair.books.receipts.get(party) ?? [];
    const from = (rooted.at(-1)?.to ?? 0n) + (wrong === 0 ? 1n : 0n);
    const to = wrong === 1 ? from : wrong === 2 ? 1n << 40n : from + 1n;
    return receipts(party, { index: rooted.length + (wrong === 3 ? which : 0), from, to });
  }
}

const WRONG_PURPOSES = [{}, { lawfulBasis: 0 }, { maxDays: 0 }, { panels: 2 }];
