/** What an answer says, question by question, in plain values. */
import { hasBit } from '@veilgrid/protocol/core/bits';
import { signed } from '@veilgrid/protocol/core/crypto/field';
import type { AnswerChain } from '@veilgrid/protocol/disclosure/answer';
import { type Claimed, registerValues } from '@veilgrid/protocol/disclosure/compile';
import { boundsOf, isExact, QUESTIONS } from '@veilgrid/protocol/disclosure/questions';

/** Shown values of a day, K of each side, Wh; undefined where the half hour was not asked for. */
export interface ShownDay {
  readonly day: number;
  readonly imports: readonly (number | undefined)[];
  readonly exports: readonly (number | undefined)[];
}

/** A sum: exactly, or from `from` on and below `below`; undefined where the bracket is open. Wh, or 1e-8 currency. */
export interface SumAnswer {
  readonly kind: 'range' | 'cost';
  readonly value?: bigint;
  readonly from?: bigint | undefined;
  readonly below?: bigint | undefined;
}

/** What was answered to one question. Undefined bounds say nothing. */
export type Answered =
  | { readonly kind: 'readings'; readonly days: readonly ShownDay[] }
  /** Wh by register. */
  | { readonly kind: 'sums'; readonly values: readonly bigint[] }
  | SumAnswer
  /** At most so many permille of all imports fall into the window. */
  | { readonly kind: 'share'; readonly atMost: bigint | undefined }
  /**
   * At most so many permille of the zone's average; in `nets` half hours what is left of the zone's net stood for its
   * imports, which are never less.
   */
  | { readonly kind: 'comparison'; readonly atMost: bigint | undefined; readonly nets: number }
  /** No chosen value is above, none below. Wh. */
  | { readonly kind: 'peak'; readonly atMost: bigint | undefined }
  | { readonly kind: 'floor'; readonly atLeast: bigint | undefined };

const PAIRS_PER_WORD = 4;
const PAIR_BITS = 60n;
const VALUE_BITS = 30n;

/**
 * @param chain of a verified answer, or of one to be
 * @param nets in how many half hours a net stood for imports, where it compares
 */
export function answeredOf(
  K: number,
  { question, claim }: Claimed,
  chain: {
    readonly low: bigint;
    readonly steps: readonly Pick<AnswerChain['steps'][number], 'day' | 'readings'>[];
  },
  nets: number,
): Answered {
  const bounds = boundsOf(question);
  const atMost = bounds[claim];
  const sum = signed(chain.low);
  switch (question.kind) {
    case QUESTIONS.readings:
      return { kind: 'readings', days: chain.steps.map((step) => shownDay(K, question, step)) };
    case QUESTIONS.sums:
      return { kind: 'sums', values: registerValues(question, sum) };
    case QUESTIONS.share:
      return { kind: 'share', atMost };
    case QUESTIONS.comparison:
      return { kind: 'comparison', atMost, nets };
    case QUESTIONS.peak:
      return { kind: 'peak', atMost };
    case QUESTIONS.floor:
      return { kind: 'floor', atLeast: bounds[claim - 1] };
    default: {
      const kind = question.kind === QUESTIONS.range ? 'range' : 'cost';
      return isExact(question) ? { kind, value: sum } : { kind, from: bounds[claim - 1], below: atMost };
    }
  }
}

function shownDay(
  K: number,
  { imports, exports }: Claimed['question'],
  { day, readings }: Pick<AnswerChain['steps'][number], 'day' | 'readings'>,
): ShownDay {
  const value = (k: number, offset: bigint) => {
    const pair = readings[Math.floor(k / PAIRS_PER_WORD)]! >> (PAIR_BITS * BigInt(k % PAIRS_PER_WORD));
    return Number((pair >> offset) & ((1n << VALUE_BITS) - 1n));
  };
  const side = (mask: bigint, offset: bigint) =>
    Array.from({ length: K }, (_, k) => (hasBit(mask, k) ? value(k, offset) : undefined));
  return { day, imports: side(imports, 0n), exports: side(exports, VALUE_BITS) };
}
