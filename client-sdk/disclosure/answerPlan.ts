/** What an answer will say, for its household to see before anything is proven or remembered. */
import { mod } from '@veilgrid/protocol/core/crypto/field';
import { packReadings, STATUS_DSO } from '@veilgrid/protocol/core/readings';
import type { Params } from '@veilgrid/protocol/params';
import { type Answered, answeredOf } from '../verifier/disclosure/answered.js';
import type { ZoneFigure } from '../verifier/disclosure/zoneDay.js';
import { type NumberedClaim, sumOf } from './claims.js';
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

/** @param claims in the order of their questions, each with the zone's figures that it compares with */
export function answerPlan(
  params: Params,
  claims: readonly (NumberedClaim & { readonly zone: readonly ZoneFigure[] })[],
  days: readonly Pick<OwnDay, 'day' | 'index' | 'readings' | 'own'>[],
  gaps: readonly number[],
): AnswerPlan {
  const steps = days.map(({ day, readings }) => ({ day, readings: packReadings(readings) }));
  return {
    answers: claims.map(({ zone, ...claim }) => {
      const nets = zone.reduce((sum, figure) => sum + figure.nets, 0);
      return answeredOf(params.K, claim, { low: mod(sumOf(params, [claim], days)), steps }, nets);
    }),
    gaps,
    estimated: days.filter(({ own }) => own.status === STATUS_DSO).map(({ day }) => day),
  };
}
