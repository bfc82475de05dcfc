/** What would tell a party that two answers are of one household. docs/protocol/disclosure.md "Wallet's rules". */
import { memoryTxStore, periods, question, type TxStore } from '@veilgrid/client-sdk';
import type { Question } from '@veilgrid/protocol/disclosure/questions';
import type { Request } from '@veilgrid/protocol/disclosure/request';
import { witnessProver } from '../../services/support/witnessProver.js';
import { K } from '../../state/support/profile.js';
import {
  ADVISER,
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
const DAYS: HomeDay[] = Array.from({ length: 6 }, (_, i) => ({
  day: FIRST_DAY + i,
  readings: readDay(500 + 10 * i, 300),
}));
const PURPOSES = [
  purposeBody(),
  purposeBody({ purposeId: 1 }),
  purposeBody({ purposeId: 2, partyId: ADVISER }),
];
const range = (...bounds: number[]) => question.range({ imports: ALL, bounds });
const links = (field: string) => ({ code: 'ANSWER_LINKS', data: expect.objectContaining({ field }) });
const [PSEUDONYM, NAMED, ONCE] = [0, 1, 2];
const JUNE = { fromDay: FIRST_DAY, toDay: FIRST_DAY + 1 };
const JULY = { fromDay: FIRST_DAY + 2, toDay: FIRST_DAY + 3 };

/** A home that answers whatever it is asked, under a consent of its own. */
function answering(days = DAYS, store: TxStore = memoryTxStore()) {
  const home = new ShownHome(days, PURPOSES);
  const { disclosure } = home.wallet(prover, store);
  return (asked: Question, change: Partial<Request> = {}) => {
    const request = requestOf({ questions: [asked], ...change });
    const consent = home.consentTo(request, home.consents.length);
    return disclosure.answer({ bytes: signed(request) }, { consent });
  };
}

describe('a name and the pseudonym that lasts', () => {
  test.each([
    [NAMED, PSEUDONYM],
    [PSEUDONYM, NAMED],
  ])('are not both given for one purpose, be it of other days: %d, then %d', async (before, naming) => {
    const ask = answering();
    await ask(range(1_000), { naming: before, ...JUNE });
    await expect(ask(range(1_000), { naming, ...JULY })).rejects.toMatchObject(links('naming'));
    // The same again, for another purpose or party, or by a name for once.
    await ask(range(1_000), { naming: before, ...JULY });
    await ask(range(1_000), { naming, ...JULY, purposeId: 2, partyId: ADVISER });
    const free = { fromDay: FIRST_DAY + 4, toDay: FIRST_DAY + 5 };
    await ask(range(1_000), { naming, ...free, purposeId: 1 });
    if (naming === PSEUDONYM) await ask(range(1_000), { naming: ONCE, ...free });
  });
});
