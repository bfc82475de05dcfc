/** What a wallet remembers of its answers: of two at once, of some that are gone. docs/protocol/disclosure.md "Wallet's rules". */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileTxStore, memoryTxStore, periods, question, type TxStore, Wallet } from '@veilgrid/client-sdk';
import type { Question } from '@veilgrid/protocol/disclosure/questions';
import type { Request } from '@veilgrid/protocol/disclosure/request';
import { NAMING } from '@veilgrid/protocol/disclosure/subject';
import type { Prover } from '@veilgrid/protocol/prover';
import { witnessProver } from '../../services/support/witnessProver.js';
import { K } from '../../state/support/profile.js';
import {
  FIRST_DAY,
  type HomeDay,
  purposeBody,
  readDay,
  requestOf,
  ShownHome,
  signed,
} from './support/shownHome.js';

const { prover } = await witnessProver();
const ALL = periods(0, K);
const DAYS: HomeDay[] = Array.from({ length: 4 }, (_, i) => ({
  day: FIRST_DAY + i,
  readings: readDay(500, 300),
}));
const LATER = { fromDay: FIRST_DAY + 2, toDay: FIRST_DAY + 3 };
const range = (...bounds: number[]) => question.range({ imports: ALL, bounds });
const refused = (code: string, field: string) => ({ code, data: expect.objectContaining({ field }) });

describe('of two processes with one store', () => {
  /** The second answers while the first proves, and so is kept first. */
  async function raced(
    home: ShownHome,
    first: readonly [Uint8Array, Uint8Array],
    second: readonly [Uint8Array, Uint8Array],
  ): Promise<[PromiseSettledResult<Uint8Array>, Uint8Array, TxStore]> {
    const store = memoryTxStore();
    let other: Promise<Uint8Array> | undefined;
    const answer = ([bytes, consent]: readonly [Uint8Array, Uint8Array], by: Prover) =>
      home.wallet(by, store).disclosure.answer({ bytes }, { consent });
    const slow: Prover = {
      close: () => prover.close(),
      prove: async (circuit, inputs) => {
        other ??= answer(second, prover);
        await other;
        return prover.prove(circuit, inputs);
      },
    };
    const [outcome] = await Promise.allSettled([answer(first, slow)]);
    return [outcome!, await other!, store];
  }
  const asking = (home: ShownHome, asked: Question, change: Partial<Request> = {}) => {
    const request = requestOf({ questions: [asked], ...change });
    return [signed(request), home.consentTo(request, home.consents.length)] as const;
  };

  test.each<[string, Question, Partial<Request>, object]>([
    ['told less than that', range(700), {}, refused('ANSWER_TELLS_MORE', 'said.0')],
    ['been named', range(1_000), { naming: NAMING.named, ...LATER }, refused('ANSWER_LINKS', 'naming')],
    [
      'been known by its values',
      question.readings({ imports: 1n }),
      { naming: NAMING.once, toDay: FIRST_DAY },
      refused('ANSWER_LINKS', 'naming'),
    ],
  ])('the later says nothing where the other has %s', async (_name, asked, change, refusal) => {
    const home = new ShownHome(DAYS);
    const first = asking(home, range(800));
    const [outcome] = await raced(home, first, asking(home, asked, change));
    expect(outcome).toMatchObject({ status: 'rejected', reason: refusal });
  });

  test('one uses a consent that is for once', async () => {
    const home = new ShownHome(DAYS, [purposeBody({ standing: 0 })]);
    const request = requestOf({ questions: [range(1_000)] });
    const consent = home.consentTo(request);
    const again = { ...request, nonce: new Uint8Array(32).fill(201) };
    const [outcome] = await raced(home, [signed(request), consent], [signed(again), consent]);
    expect(outcome).toMatchObject({ status: 'rejected', reason: refused('REQUEST_INVALID', 'consentId') });
  });

  test('both give the one answer to one request', async () => {
    const home = new ShownHome(DAYS);
    const both = asking(home, range(1_000));
    const [outcome, other, store] = await raced(home, both, both);
    expect(outcome).toEqual({ status: 'fulfilled', value: other });
    expect(await store.names('answer-')).toEqual(['answer-32-0']);
  });
});

describe('where an answer is gone', () => {
  test.each([0, 1])('nothing more is said to its party: %d of three', async (gone) => {
    const folder = mkdtempSync(join(tmpdir(), 'veilgrid-memory-'));
    try {
      const home = new ShownHome(DAYS);
      const { disclosure } = home.wallet(prover, fileTxStore(folder));
      const ask = (asked: Question) => {
        const request = requestOf({ questions: [asked] });
        const consent = home.consentTo(request, home.consents.length);
        return disclosure.answer({ bytes: signed(request) }, { consent });
      };
      for (let i = 0; i < 3; i++) await ask(range(1_000));
      rmSync(join(folder, `answer-32-${gone}.tx`));
      const lost = refused('MEMORY_LOST', 'answers');
      // Though the same was said in the others, too.
      await expect(ask(range(1_000))).rejects.toMatchObject(lost);
      await expect(disclosure.answers()).rejects.toMatchObject(lost);
      expect(readdirSync(folder).filter((name) => name.startsWith('answer-'))).toHaveLength(2);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a store from which not every consent was sent', () => {
  const asked = requestOf({ questions: [range(1_000)] });
  const lost = refused('MEMORY_LOST', 'consents');

  /** The household has answered; another store knows of nothing, or of a later consent alone. */
  async function moved() {
    const home = new ShownHome(DAYS);
    const consent = home.consentTo(asked);
    await home.wallet(prover).disclosure.answer({ bytes: signed(asked) }, { consent });
    const store = memoryTxStore();
    return { home, consent, store, disclosure: new Wallet(home.context(prover), store).disclosure };
  }

  test('answers nothing under it, with nobody at the keyboard neither', async () => {
    const { consent, store, disclosure } = await moved();
    const bytes = signed({ ...asked, nonce: new Uint8Array(32).fill(202) });
    await expect(disclosure.answer({ bytes }, { consent })).rejects.toMatchObject(lost);
    expect(await disclosure.answerStanding([bytes])).toMatchObject([{ refusal: lost }]);
    expect(await store.names('')).toEqual([]);
  });

  test('answers nothing under one of its own: it does not know what was said before', async () => {
    const { home, store, disclosure } = await moved();
    const request = requestOf({ questions: [range(900)] });
    const consent = home.consentTo(request, 1);
    await store.keep('consent-1-0', home.consents[1]!.fact.tx);
    await expect(disclosure.answer({ bytes: signed(request) }, { consent })).rejects.toMatchObject(lost);
    // Another transaction under the number of the unknown one does not make it known.
    await store.keep('consent-0-0', home.consents[1]!.fact.tx);
    await expect(disclosure.answer({ bytes: signed(request) }, { consent })).rejects.toMatchObject(lost);
  });

  test('answers where its household says that the memory is lost, and does not ask again', async () => {
    const { home, consent, store, disclosure } = await moved();
    const bytes = (nonce: number) => signed({ ...asked, nonce: new Uint8Array(32).fill(nonce) });
    const choice = { consent, memoryLost: true } as const;
    await expect(disclosure.answer({ bytes: bytes(203) }, choice)).resolves.toBeInstanceOf(Uint8Array);
    const [outcome] = await disclosure.answerStanding([bytes(204)]);
    expect(outcome).toHaveProperty('sealed');
    // What is unknown later is asked about again.
    home.consentTo(requestOf({ questions: [range(900)] }), 1);
    await expect(disclosure.answer({ bytes: bytes(205) }, { consent })).rejects.toMatchObject(lost);
    expect(await store.names('answer-')).toHaveLength(2);
  });
});
