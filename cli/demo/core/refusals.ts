/** What the ledger is asked for in vain: each case with the code that it answered. */
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

  /** @throws CheckFailed where the ledger took it, or said something else */
  async expect(what: string, code: ErrorCode, attempt: () => Promise<unknown>): Promise<void> {
    const answered = await attempt().then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof ProtocolError) return error.code;
        throw error;
      },
    );
    if (answered === undefined) throw new CheckFailed(`the ledger took ${what}`);
    if (answered !== code) throw new CheckFailed(`${what}: ${answered} instead of ${code}`);
    this.list.push({ case: what, code: answered });
  }
}
