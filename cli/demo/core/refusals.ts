/** What the ledger, or somebody else, is asked for in vain: each case with the code that it answered. */
import { type ErrorCode, ProtocolError } from '@veilgrid/protocol/errors';
import { CheckFailed } from '../../terminal/exit.js';

export interface Refusal {
  /** What was tried, in plain words. */
  readonly case: string;
  /** As it was answered. */
  readonly code: ErrorCode;
}

export class Refusals {
  readonly list: Refusal[] = [];

  /** @param by who is asked */
  constructor(readonly by = 'the ledger') {}

  /** @throws CheckFailed where it was taken, or something else was said */
  async expect(what: string, code: ErrorCode, attempt: () => Promise<unknown>): Promise<void> {
    const answered = await attempt().then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof ProtocolError) return error.code;
        throw error;
      },
    );
    if (answered === undefined) throw new CheckFailed(`${this.by} took ${what}`);
    if (answered !== code) throw new CheckFailed(`${what}: ${answered} instead of ${code}`);
    this.list.push({ case: what, code: answered });
  }
}
