/** Runs a command and prints its result: text for people, or one JSON object. */
import { toJson } from '@veilgrid/protocol/routes';
import { type Closers, interruptible } from './interrupt.js';

export interface Output {
  readonly json: unknown;
  /** Without the last line's end. */
  readonly text: string;
}

export async function printed(
  { json }: { readonly json?: true },
  job: (closers: Closers, signal: AbortSignal) => Promise<Output>,
): Promise<void> {
  const output = await interruptible(job);
  process.stdout.write(json ? `${toJson(output.json)}\n` : `${output.text}\n`);
}

/** Names and values below each other. */
export function lines(entries: Readonly<Record<string, string | number | bigint>>): string {
  const width = Math.max(...Object.keys(entries).map((name) => name.length));
  return Object.entries(entries)
    .map(([name, value]) => `${name.padEnd(width)}  ${value}`.trimEnd())
    .join('\n');
}
