/** Runs a job that Ctrl-C ends cleanly: whatever it opened is closed before the process ends. */
import { Interrupted } from './exit.js';

export interface Closers {
  /** Closed in reverse order, whether the job ends, fails or is interrupted. */
  defer(close: () => unknown): void;
}

export async function interruptible<T>(
  job: (closers: Closers, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stack: Array<() => unknown> = [];
  const controller = new AbortController();
  const stop = () => controller.abort(new Interrupted('interrupted'));
  const interrupted = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason));
  });
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const running = job({ defer: (close) => stack.push(close) }, controller.signal);
  // Once its node and provers are closed under it, an interrupted job fails: that is no news.
  running.catch(() => {});
  try {
    return await Promise.race([running, interrupted]);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    for (const close of stack.reverse()) await close();
  }
}
