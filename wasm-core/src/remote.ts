/** Calls of another thread's functions: one at a time and in order there, answered by value or coded error. */
import { parentPort, startThread, type Thread } from './threads.js';

/** Arguments are typed where an object of functions is named. */
type Functions = { readonly [name: string]: (...args: never[]) => unknown };

interface Call {
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

type Answer = { readonly id: number } & ({ readonly value: unknown } | { readonly error: RemoteFault });

/** An error as plain data: classes do not survive the way. */
export interface RemoteFault {
  readonly code: string | undefined;
  readonly message: string;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** A thread that serves the functions F. It keeps the process alive only while it has something to answer. */
export class Remote<F> {
  readonly #thread: Thread;
  readonly #toError: (fault: RemoteFault) => Error;
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;
  #broken: Error | undefined;

  private constructor(thread: Thread, toError: (fault: RemoteFault) => Error) {
    this.#thread = thread;
    this.#toError = toError;
    thread.receive((message) => this.#settle(message as Answer));
    thread.failed(({ message }) => this.#fail(toError({ code: 'WORKER_FAILED', message })));
    thread.hold(false);
  }

  static async start<F>(url: URL, toError: (fault: RemoteFault) => Error): Promise<Remote<F>> {
    return new Remote<F>(await startThread(url), toError);
  }

  call<Name extends keyof F & string>(
    name: Name,
    ...args: F[Name] extends (...args: infer A) => unknown ? A : never
  ): Promise<F[Name] extends (...args: never) => infer V ? Awaited<V> : never> {
    if (this.#broken) return Promise.reject(this.#broken);
    const call: Call = { id: this.#next++, name, args };
    return new Promise((resolve, reject) => {
      this.#waiting.set(call.id, { resolve: resolve as Waiting['resolve'], reject });
      this.#thread.hold(true);
      this.#thread.post(call, []);
    });
  }

  /** Ends the thread; what it has not answered fails with this error. */
  stop(error: Error): Promise<void> {
    this.#fail(error);
    return this.#thread.stop();
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#thread.hold(false);
    if ('value' in answer) waiting?.resolve(answer.value);
    else waiting?.reject(this.#toError(answer.error));
  }

  #fail(error: Error): void {
    this.#broken ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#broken);
    this.#waiting.clear();
  }
}

/** The other end, inside the thread. */
export async function serve(functions: Functions): Promise<void> {
  const port = await parentPort();
  let last: Promise<void> = Promise.resolve();
  port.receive((message) => {
    const { id, name, args } = message as Call;
    last = last.then(async () => {
      try {
        port.post({ id, value: await functions[name]!(...(args as never[])) } satisfies Answer, []);
      } catch (cause) {
        const { code, message } = cause as Error & { code?: string };
        port.post({ id, error: { code, message } } satisfies Answer, []);
      }
    });
  });
}
