/** Exit codes, as `veilgrid --help` documents them. */
import { ArtifactError } from '@veilgrid/circuits';
import { DataError, issuesText } from '@veilgrid/client-sdk/core/readings/index';
import { ProtocolError } from '@veilgrid/protocol/errors';

export const EXIT = {
  ok: 0,
  /** Something was refused, or a check did not hold. */
  refused: 1,
  usage: 2,
  interrupted: 130,
} as const;

/** The user pressed Ctrl-C, or the process was asked to end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** A check of the command itself did not hold. */
export class CheckFailed extends Error {
  override readonly name = 'CheckFailed';
}

/** One line for the reader, with the code and the field where there is one; a line a place for a file. */
export function describe(error: unknown): string {
  if (error instanceof DataError) return issuesText(error);
  if (error instanceof ProtocolError) {
    const data = Object.entries(error.data).map(([name, value]) => `${name}=${value}`);
    return [error.code, ...data].join(' ');
  }
  if (error instanceof ArtifactError) return `${error.code}: ${error.message}`;
  if (error instanceof CheckFailed) return error.message;
  // A bug, or the machine: whoever reports it needs the place.
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
