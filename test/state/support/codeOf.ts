import { ProtocolError } from '@veilgrid/protocol/errors';

/** The code with which work is refused; undefined where it is not. */
export function codeOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
  return undefined;
}
