/** Progress on stderr: a bar on a terminal, plain lines elsewhere. stdout stays for results. */
import { SingleBar } from 'cli-progress';

/** Plain lines no more often than this, so that a log stays readable. */
const LINE_MS = 2_000;

export interface Progress {
  /** Begins a stage of `total` steps. */
  stage(name: string, total: number): void;
  step(detail?: string): void;
  stop(): void;
}

export function startProgress(): Progress {
  return process.stderr.isTTY ? bar() : lines();
}

function bar(): Progress {
  let current: SingleBar | undefined;
  return {
    stage(name, total) {
      current?.stop();
      current = new SingleBar({
        format: `${name.padEnd(22)} {bar} {value}/{total} {detail}`,
        stream: process.stderr,
        hideCursor: true,
        // Ctrl-C is the command's own to handle.
        gracefulExit: false,
      });
      current.start(total, 0, { detail: '' });
    },
    step: (detail = '') => current?.increment(1, { detail }),
    stop() {
      current?.stop();
      current = undefined;
    },
  };
}

function lines(): Progress {
  let name = '';
  let total = 0;
  let done = 0;
  let last = 0;
  return {
    stage(next, steps) {
      [name, total, done, last] = [next, steps, 0, Date.now()];
      process.stderr.write(`${name}\n`);
    },
    step(detail = '') {
      done++;
      if (Date.now() - last < LINE_MS && done < total) return;
      last = Date.now();
      process.stderr.write(`${name} ${done}/${total} ${detail}`.trimEnd().concat('\n'));
    },
    stop() {},
  };
}
