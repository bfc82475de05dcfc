/** Exit codes, as `veilgrid --help` documents them. */
import { ArtifactError } from '@veilgrid/circuits';
import { DataError, issuesText } from '@veilgrid/client-sdk/core/readings/index';
import { ProtocolError } from '@veilgrid/protocol/errors';
import { formatTime } from './dates.js';

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
    return [error.code, ...data].join(' ') + waiting(error);
  }
  if (error instanceof ArtifactError) return `${error.code}: ${error.message}`;
  if (error instanceof CheckFailed) return error.message;
  // A bug, or the machine: whoever reports it needs the place.
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Money that is there and cannot be spent yet, in words. */
function waiting({ data: { readyBy, waitSeconds, rounds, readyAt, before } }: ProtocolError): string {
  if (before !== undefined) {
    return (
      `\nIt would be ready at about ${formatTime(Number(readyAt))}, after ${rounds} rounds of transfers that merge notes,` +
      `\nand orders are taken until ${formatTime(Number(before))}: nothing more was merged.`
    );
  }
  if (readyBy === undefined) return '';
  const minutes = Math.ceil(Number(waitSeconds) / 60);
  const until = new Date(Number(readyBy) * 1000).toISOString();
  return [
    '\nA new note can be spent 10 to 20 minutes after its block, when all who pay do so under one root that has it:',
    `next try at ${until} of the chain's time, in ${minutes} minutes at most.`,
    ...(Number(rounds ?? 0) > 0
      ? [
          `The same command goes on merging notes: ${rounds} rounds, ready at about ${formatTime(Number(readyAt))}.`,
        ]
      : []),
  ].join('\n');
}
