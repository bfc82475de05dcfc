/** Consents of a wallet before a node that tells it what it likes: given once, found again, and ended for sure. */
import { bytesToHex } from '@noble/hashes/utils.js';
import { periods, question } from '@veilgrid/client-sdk';
import { type ErrorCode, fail } from '@veilgrid/protocol/errors';
import type { Prover } from '@veilgrid/protocol/prover';
import type { Api } from '@veilgrid/protocol/routes';
import { decodeTx, type TxOf, txDigest } from '@veilgrid/protocol/tx';
import { GENESIS } from '../../state/support/genesis.js';
import { K, PROFILE } from '../../state/support/profile.js';
import { FIRST_DAY, factOf, NOW, readDay, requestOf, ShownHome } from './support/shownHome.js';

const DAYS = [{ day: FIRST_DAY, readings: readDay(500) }];
const request = requestOf({ questions: [question.range({ imports: periods(0, K), bounds: [1_000] })] });
const unproven = {} as Prover;

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
  const none = () => {
    throw fail('NOT_FOUND', { field: 'id' });
  };
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
