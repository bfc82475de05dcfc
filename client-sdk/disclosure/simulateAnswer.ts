import type { Answer } from '@veilgrid/protocol/disclosure/answer';
import { recipientKeyOf } from '@veilgrid/protocol/disclosure/recipient';
import type { Request } from '@veilgrid/protocol/disclosure/request';
import { type AnswerDay, type PlannedAnswer, type Proving, proveAnswer } from './proveAnswer.js';

/** An answer to be made up: of any consent whose `n` one knows, and of readings that nobody had. */
export interface SimulatedAnswer extends Omit<PlannedAnswer, 'days'> {
  readonly days: readonly Omit<AnswerDay, 'opening'>[];
}

/**
 * What a recipient can make itself with its secret, of any household that it can name: it verifies as a true answer does,
 * and so no designated answer is evidence for anybody else.
 * @param v secret of the recipient key that answers to this request are designated to
 */
export function simulateAnswer(
  ctx: Proving,
  request: Request,
  { days, ...made }: SimulatedAnswer,
  v: bigint,
): Promise<Answer> {
  const path = Array.from({ length: ctx.genesis.params.orderDepth }, () => Array<bigint>(8).fill(0n));
  const opening = { sk: 0n, point: 0n, path, real: 0n, v };
  const planned = { ...made, days: days.map((day) => ({ ...day, opening })) };
  return proveAnswer(ctx, request, planned, recipientKeyOf(ctx.hasher, v));
}
