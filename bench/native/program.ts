import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

interface Answer {
  /** CPU time of the work, as the program has it. */
  readonly seconds: number;
  readonly result: string;
}

/** A peer's program with a work: it loads what that needs at its start, then does it once whenever it is asked. */
export class NativeProgram {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  constructor(file: string, args: readonly string[]) {
    this.#process = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines: Interface = createInterface(this.#process.stdout);
    this.#lines = lines[Symbol.asyncIterator]();
  }

  async once(): Promise<Answer> {
    this.#process.stdin.write('\n');
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`${this.#process.spawnargs.join(' ')}: ended`);
    return JSON.parse(value);
  }

  /** Its input ends, and so does it. */
  close(): void {
    this.#process.stdin.end();
  }
}
