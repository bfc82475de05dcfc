/** Consents of a wallet before a node that tells it what it likes: given once, found again, and ended for sure. */
import { bytesToHex } from '@noble/hashes/utils.js';
import { memoryTxStore, periods, question } from '@veilgrid/client-sdk';
import { CONSENT_GAP, consentSecrets, revokeOf } from '@veilgrid/protocol/disclosure/consent';
import type { Request } from '@veilgrid/protocol/disclosure/request';
import { type ErrorCode, fail } from '@veilgrid/protocol/errors';
import type { Prover } from '@veilgrid/protocol/prover';
import type { Api } from '@veilgrid/protocol/routes';
import { decodeTx, type TxOf, txDigest } from '@veilgrid/protocol/tx';
import { GENESIS } from '../../state/support/genesis.js';
import { hasher } from '../../state/support/hasher.js';
import { K, PROFILE } from '../../state/support/profile.js';
import { FIRST_DAY, factOf, NOW, readDay, requestOf, ShownHome, signed, TODAY } from './support/shownHome.js';

const DAYS = [{ day: FIRST_DAY, readings: readDay(500) }];
const request = requestOf({ questions: [question.range({ imports: periods(0, K), bounds: [1_000] })] });
const unproven = {} as Prover;

const none = () => {
  throw fail('NOT_FOUND', { field: 'id' });
};

describe('a consent is given', () => {
  const dates = { from: TODAY, until: TODAY + 30 };

  /** A wallet without money whose store has consents, and a node that takes them. */
  class Giving {
    readonly home = new ShownHome(DAYS);
    readonly store = memoryTxStore();
    readonly sent: Uint8Array[] = [];

    /** @returns the transaction, which no block has */
    async keep(asked: Request, index: number, days = dates): Promise<Uint8Array> {
      this.home.consentTo(asked, index, days);
      const { tx } = this.home.consents.pop()!.fact;
      return this.store.keep(`consent-${index}-0`, tx);
    }

    get #disclosure() {
      const { home, store } = this;
      const { headers } = home.api();
      return home.wallet(unproven, store, {
        headers: async (args) => (args.query?.at === undefined ? headers(args) : none()),
        notes: async () => ({ total: 0, items: [] }),
        submit: async ({ body: { tx } }) => {
          this.sent.push(tx);
          const { body } = decodeTx(PROFILE, tx) as TxOf<'consent'>;
          const id = txDigest(PROFILE, GENESIS.chainId, decodeTx(PROFILE, tx));
          home.consents.push({
            id,
            fact: factOf('consent', body),
            body,
            index: this.#numberOf(body),
            revokedAt: 0n,
          });
          return { status: 'committed' } as never;
        },
      }).disclosure;
    }

    /** Which of the wallet's numbers a consent has: it is found by its secret alone. */
    #numberOf({ revoke }: TxOf<'consent'>['body']): number {
      const { sk } = this.home.keys;
      let index = 0;
      while (revokeOf(hasher, consentSecrets(hasher, sk, index).r) !== revoke) index++;
      return index;
    }

    give(days = dates) {
      return this.#disclosure.giveConsent({ bytes: signed(request) }, days);
    }

    consents() {
      return this.#disclosure.consents();
    }
  }
  const unpaid = { code: 'NO_NOTE_LARGE_ENOUGH' };
  const other = { ...request, maxGaps: 1 };

  test.each([
    ['the same', dates],
    ['one of the day before', { ...dates, from: TODAY - 1 }],
    ['one that ends earlier', { from: TODAY - 1, until: TODAY + 29 }],
  ])('once, as it was kept: %s', async (_name, days) => {
    const giving = new Giving();
    const kept = await giving.keep(request, 0, days);
    expect(await giving.give()).toMatchObject({ index: 0, ...days });
    expect(giving.sent).toEqual([kept]);
    expect(await giving.consents()).toHaveLength(1);
  });

  test('once, where it stands since yesterday', async () => {
    const giving = new Giving();
    giving.home.consentTo(request, 0, { ...dates, from: TODAY - 1 });
    expect(await giving.give()).toMatchObject({ index: 0, from: TODAY - 1 });
    expect(giving.sent).toEqual([]);
  });

  test.each<[string, Request, typeof dates]>([
    ['what begins later', request, { ...dates, from: TODAY + 1 }],
    ['what ends later', request, { ...dates, until: TODAY + 31 }],
    ['what is over', request, { from: TODAY - 9, until: TODAY }],
    ['something else', other, dates],
  ])('and is not %s', async (_name, asked, days) => {
    const giving = new Giving();
    await giving.keep(asked, 0, days);
    await expect(giving.give()).rejects.toMatchObject(unpaid);
    expect(giving.sent).toEqual([]);
  });

  test.each([-1, 4])('under no number that the seed does not find again after %i', async (last) => {
    const giving = new Giving();
    if (last >= 0) giving.home.consentTo(other, last);
    for (let index = last + 1; index < last + CONSENT_GAP; index++) await giving.keep(other, index);
    await expect(giving.give()).rejects.toMatchObject(unpaid);
    await giving.keep(other, last + CONSENT_GAP);
    await expect(giving.give()).rejects.toMatchObject({
      code: 'CONSENTS_UNSENT',
      data: { field: 'index', index: last + CONSENT_GAP + 1 },
    });
    // Whatever number a consent of the store stands under, the wallet knows it.
    giving.home.consentTo(other, last + CONSENT_GAP + 9);
    await giving.store.keep(`consent-${last + CONSENT_GAP + 9}-0`, new Uint8Array());
    expect((await giving.consents()).at(-1)).toMatchObject({ index: last + CONSENT_GAP + 9 });
  });
});

describe('a consent is ended', () => {
  /** A node that answers so to whatever is sent, and shows what came in a final block, or does not. */
  function nodeOf(home: ShownHome, answer: 'committed' | ErrorCode, shows: boolean) {
    const sent: TxOf<'revokeConsent'>[] = [];
    const { headers } = home.api();
    const lies: Partial<Api> = {
      // No block is old enough to spend under: ending costs nothing.
      headers: async (args) => (args.query?.at === undefined ? headers(args) : none()),
      notes: async () => ({ total: 0, items: [] }),
      submit: async ({ body: { tx } }) => {
        sent.push(decodeTx(PROFILE, tx) as TxOf<'revokeConsent'>);
        if (answer !== 'committed') throw fail(answer, { field: 'consentId' });
        return { status: 'committed' } as never;
      },
      fact: async ({ params: { id } }) => {
        const tx = sent.find((each) => bytesToHex(txDigest(PROFILE, GENESIS.chainId, each)) === id);
        return shows && tx ? factOf('revokeConsent', tx.body) : none();
      },
    };
    return { sent, disclosure: home.wallet(unproven, undefined, lies).disclosure };
  }
  const unshown = { code: 'FACT_INVALID', data: { field: 'tx', fact: 'revokeConsent' } };

  test('when a final block shows it, and again that is the same transaction', async () => {
    const home = new ShownHome(DAYS);
    const consent = home.consentTo(request);
    const { sent, disclosure } = nodeOf(home, 'committed', true);
    await disclosure.revokeConsent(consent);
    await disclosure.revokeConsent(consent);
    expect(sent).toHaveLength(1);
  });

  test.each<['committed' | ErrorCode, bigint]>([
    ['committed', 0n],
    ['CONSENT_REVOKED', 0n],
    ['CONSENT_REVOKED', NOW],
  ])('not by a node that says %s, and lists it as ended at %i', async (answer, revokedAt) => {
    const home = new ShownHome(DAYS);
    const consent = home.consentTo(request);
    home.consents[0]!.revokedAt = revokedAt;
    await expect(nodeOf(home, answer, false).disclosure.revokeConsent(consent)).rejects.toMatchObject(
      unshown,
    );
  });

  test('by an earlier try whose answer was lost', async () => {
    const home = new ShownHome(DAYS);
    const consent = home.consentTo(request);
    await nodeOf(home, 'CONSENT_REVOKED', true).disclosure.revokeConsent(consent);
  });
});
