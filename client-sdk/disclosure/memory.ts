/**
 * What a wallet remembers of its answers, one record each, kept before an answer leaves: what it said of which days, to
 * whom, and the answer itself, which is given again as it was. It stands where the wallet keeps what it sends; the seed does
 * not find it again.
 */
import { equalBytes } from '@noble/curves/utils.js';
import {
  Bytes32,
  byteList,
  container,
  decodeExact,
  type Infer,
  recordsOf,
  U8,
  U32,
  U64,
} from '@veilgrid/protocol/core/ssz';
import { MAX_CHAIN_DAYS } from '@veilgrid/protocol/disclosure/disclose';
import { MAX_REGISTERS } from '@veilgrid/protocol/disclosure/questions';
import { MAX_QUESTIONS } from '@veilgrid/protocol/disclosure/request';
import { fail } from '@veilgrid/protocol/errors';
import type { TxStore } from '../wallet/txStore.js';
import { DayRun } from './dayRuns.js';
import type { Told } from './follows.js';
import { Said } from './said.js';

/** Of a sealed answer: sixteen chains of 4,096 days, all of them shown. */
const MAX_ANSWER_BYTES = 2 ** 26;

/** An answer that was given. */
export const GivenAnswer = container({
  partyId: U32,
  purposeId: U32,
  /** Connection point. */
  position: U32,
  /** NAMING */
  naming: U8,
  /** Of its days; of the first one where it is named. */
  zone: U32,
  tariffId: U32,
  requestDigest: Bytes32,
  consentId: Bytes32,
  /** What its receipt names. */
  answerDigest: Bytes32,
  /** Unix seconds. */
  time: U64,
  days: recordsOf(DayRun, MAX_CHAIN_DAYS),
  said: recordsOf(Said, MAX_QUESTIONS * MAX_REGISTERS),
  /** Sealed to the party. */
  sealed: byteList(MAX_ANSWER_BYTES),
});
/** An answer that was given: to whom, of which days, what it said, and the answer itself. */
export type GivenAnswer = Infer<typeof GivenAnswer>;

const ANSWERS = 'answer-';

const prefixOf = (partyId: number) => `${ANSWERS}${partyId}-`;

/**
 * All answers to a party, in the order in which they were given.
 * @throws ProtocolError MEMORY_LOST {field: answers} where one of them is gone: what it said would be said again, or more
 */
export async function answersTo(store: TxStore, partyId: number): Promise<GivenAnswer[]> {
  const prefix = prefixOf(partyId);
  const names = new Set(await store.names(prefix));
  const answers: GivenAnswer[] = [];
  for (let i = 0; i < names.size; i++) {
    const bytes = names.has(prefix + i) ? await store.find(prefix + i) : undefined;
    if (!bytes) throw fail('MEMORY_LOST', { field: 'answers', name: prefix + i });
    answers.push(decodeExact(GivenAnswer, bytes, 'answer'));
  }
  return answers;
}

/** All answers to all parties. @throws ProtocolError MEMORY_LOST */
export async function allAnswers(store: TxStore): Promise<GivenAnswer[]> {
  const names = await store.names(ANSWERS);
  const parties = new Set(names.map((name) => Number(name.slice(ANSWERS.length).split('-')[0])));
  const answers: GivenAnswer[] = [];
  for (const partyId of [...parties].sort((a, b) => a - b))
    answers.push(...(await answersTo(store, partyId)));
  return answers;
}

/**
 * Keeps an answer after those that were given before it.
 * @param before how many those are
 * @returns false where another process has given one meanwhile: what may still be said has to be looked at again
 */
export async function keepAnswer(store: TxStore, answer: GivenAnswer, before: number): Promise<boolean> {
  const bytes = GivenAnswer.serialize(answer);
  return equalBytes(await store.keep(prefixOf(answer.partyId) + before, bytes), bytes);
}

/** What answers said, thing by thing. */
export function toldBy(answers: readonly Pick<GivenAnswer, 'days' | 'said'>[]): Told[] {
  return answers.flatMap(({ days, said }) => said.map((each) => ({ days, said: each })));
}
