import { VerifyErrorCode } from './codes.js';
import { MAX_BATCH, type VerifierContext } from './context.js';
import { type PackedBatch, WORDS } from './pack.js';

/** Of each packed proof 0, or why it is refused: batches that do not hold are halved until the culprits stand alone. */
export function judge(context: VerifierContext, batch: PackedBatch): Uint8Array {
  const count = batch.proofs.length / WORDS;
  const codes = new Uint8Array(count);
  for (let from = 0; from < count; from += MAX_BATCH) {
    const length = Math.min(MAX_BATCH, count - from);
    settle(Array.from({ length }, (_, i) => from + i));
  }
  return codes;

  /** Answers whether all hold. `failing`: they are known not to hold together. */
  function settle(numbers: readonly number[], failing = false): boolean {
    if (!failing || numbers.length === 1) {
      const { refused, holds } = context.check(batch, numbers);
      for (const [number, code] of refused) codes[number] = code;
      if (holds && refused.size === 0) return true;
      if (refused.size > 0) {
        const rest = numbers.filter((number) => !refused.has(number));
        // Points outside G2 spoil the equation: the others have not been judged yet.
        if (!holds && rest.length > 0) settle(rest);
        return false;
      }
      if (numbers.length === 1) {
        codes[numbers[0]!] = VerifyErrorCode.EQUATION_FAILS;
        return false;
      }
    }
    const half = numbers.length >> 1;
    const firstHolds = settle(numbers.slice(0, half));
    settle(numbers.slice(half), firstHolds);
    return false;
  }
}
