/** What an answer will say, for its household to see before anything is proven or remembered. */
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { packReadings, STATUS_DSO } from '@veilgrid/protocol/core/readings';
import type { Params } from '@veilgrid/protocol/params';
import { type Answered, answeredOf } from '../verifier/disclosure/answered.js';
import type { ZoneFigure } from '../verifier/disclosure/zoneDay.js';
import type { NumberedClaim } from './claims.js';
import type { OwnDay } from './ownDays.js';

/** What an answer will say, as its recipient will read it. */
export interface AnswerPlan {
  /** In the order of the request's questions. */
  readonly answers: readonly Answered[];
  /** Days of which there is no reading. */
  readonly gaps: readonly number[];
  /** Days that the DSO read or estimated. */
  readonly estimated: readonly number[];
}

/** Before the first proof; what it throws ends the answer, and nothing of it is remembered. */
export type OnPlan = (plan: AnswerPlan) => Promise<void>;

/** A claim that holds. */
export interface TrueClaim extends NumberedClaim {
  /** The zone's figures that it compares with. */
  readonly zone: readonly ZoneFigure[];
  /** Over all days, signed. */
  readonly sum: bigint;
}

/** @param claims in the order of their questions */
export function answerPlan(
  params: Params,
  claims: readonly TrueClaim[],
  days: readonly Pick<OwnDay, 'day' | 'readings' | 'own'>[],
  gaps: readonly number[],
): AnswerPlan {
  const steps = days.map(({ day, readings }) => ({ day, readings: packReadings(readings) }));
  return {
    answers: claims.map(({ zone, sum, ...claim }) => {
      const nets = zone.reduce((all, figure) => all + figure.nets, 0);
      return answeredOf(params.K, claim, { low: mod(sum), steps }, nets);
    }),
    gaps,
    estimated: days.filter(({ own }) => own.status === STATUS_DSO).map(({ day }) => day),
  };
}
