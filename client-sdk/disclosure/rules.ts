/** What a wallet does not answer, for the sake of its household. docs/protocol/disclosure.md "Wallet's rules". */
import { equalBytes } from '@noble/curves/utils.js';
import { STATUS_METER } from '@veilgrid/protocol/core/readings';
import { NAMING } from '@veilgrid/protocol/disclosure/subject';
import { ensure } from '@veilgrid/protocol/errors';
import type { Params } from '@veilgrid/protocol/params';
import { overlap } from './dayRuns.js';
import { follows } from './follows.js';
import { type GivenAnswer, toldBy } from './memory.js';

/** An answer that is about to be given. */
export type NextAnswer = Pick<GivenAnswer, 'position' | 'naming' | 'days' | 'said'>;

/** A day of a chain, as its auction names it. */
export interface AnsweredDay {
  readonly zone: number;
  readonly tariffId: number;
  /** Whether its auction's set was published by itself. */
  readonly large: boolean;
  /** Who read it. */
  readonly status: number;
}

/**
 * @param earlier to the same party
 * @throws ProtocolError ANSWER_TELLS_MORE; ANSWER_LINKS where a name would be tied to a pseudonym
 */
export function ensureTellsNoMore(params: Params, next: NextAnswer, earlier: readonly GivenAnswer[]): void {
  const same = earlier.filter(({ position }) => position === next.position);
  const isNamed = ({ naming }: Pick<GivenAnswer, 'naming'>) => naming === NAMING.named;
  const linked = same.some((each) => isNamed(each) !== isNamed(next) && overlap(each.days, next.days));
  ensure(!linked, 'ANSWER_LINKS', { field: 'naming' });
  const told = toldBy(same);
  toldBy([next]).forEach((each, i) => {
    ensure(follows(params, each, told), 'ANSWER_TELLS_MORE', { field: `said.${i}` });
  });
}

/**
 * Points' zones and tariffs are public: a pseudonym that moves with one is its name, and so is one among few. Of
 * days that the DSO read, the DSO knows the points: they are on its list.
 * @throws ProtocolError ANSWER_LINKS {field} unless the household is named
 */
export function ensureHidden(naming: number, days: readonly AnsweredDay[]): void {
  if (naming === NAMING.named) return;
  const [first] = days;
  ensure(
    days.every(({ zone }) => zone === first!.zone),
    'ANSWER_LINKS',
    { field: 'zone' },
  );
  ensure(
    days.every(({ tariffId }) => tariffId === first!.tariffId),
    'ANSWER_LINKS',
    { field: 'tariffId' },
  );
  ensure(
    days.every(({ large }) => large),
    'ANSWER_LINKS',
    { field: 'set' },
  );
  ensure(
    days.every(({ status }) => status === STATUS_METER),
    'ANSWER_LINKS',
    { field: 'status' },
  );
}

/** Whether an answer was under this consent. */
export const isUnder = (consentId: Uint8Array) => (answer: Pick<GivenAnswer, 'consentId'>) =>
  equalBytes(answer.consentId, consentId);
