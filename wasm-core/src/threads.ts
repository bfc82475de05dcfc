/** Threads with one interface in Node and in browsers. */

export interface Port {
  post(message: unknown, transfer: ArrayBuffer[]): void;
  receive(handler: (message: unknown) => void): void;
}

export interface Thread extends Port {
  /** A thread that died answers no more: its owner has to fail what it waits for. */
  failed(handler: (error: Error) => void): void;
  /** Whether it keeps the process alive, as it does at first; a page's threads keep nothing alive. */
  hold(held: boolean): void;
  stop(): void;
}

interface WebPort {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  onmessage: ((event: { data: unknown }) => void) | null;
}

interface WebWorker extends WebPort {
  onerror: ((event: { message?: string }) => void) | null;
  terminate(): void;
}

const web = globalThis as {
  Worker?: new (url: URL, options: { type: 'module' }) => WebWorker;
  navigator?: { hardwareConcurrency?: number };
};

export async function startThread(url: URL): Promise<Thread> {
  if (web.Worker) {
    const worker = new web.Worker(url, { type: 'module' });
    return {
      ...webPort(worker),
      failed: (handler) => {
        worker.onerror = ({ message }) => handler(new Error(message ?? 'worker failed'));
      },
      hold: () => {},
      stop: () => worker.terminate(),
    };
  }
  const { Worker } = await import('node:worker_threads');
  const worker = new Worker(url);
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    receive: (handler) => worker.on('message', handler),
    failed: (handler) => {
      worker.on('error', handler);
      worker.on('exit', (code) => handler(new Error(`the thread ended with ${code}`)));
    },
    hold: (held) => (held ? worker.ref() : worker.unref()),
    stop: () => void worker.terminate(),
  };
}

/** The starter's end, inside a thread. */
export async function parentPort(): Promise<Port> {
  // Only a browser's thread has this global; its handler has to stand before the first await of an import.
  if ('postMessage' in globalThis) return webPort(globalThis as unknown as WebPort);
  const { parentPort: port } = await import('node:worker_threads');
  return {
    post: (message, transfer) => port!.postMessage(message, transfer),
    receive: (handler) => port!.on('message', handler),
  };
}

/** Bytes that threads share where the page or process allows it, and that are copied to them elsewhere. */
export function sharedBytes(length: number): Uint8Array {
  return typeof SharedArrayBuffer === 'undefined'
    ? new Uint8Array(length)
    : new Uint8Array(new SharedArrayBuffer(length));
}

export async function cores(): Promise<number> {
  if (web.Worker) return web.navigator?.hardwareConcurrency ?? 1;
  return (await import('node:os')).availableParallelism();
}

function webPort(port: WebPort): Port {
  return {
    post: (message, transfer) => port.postMessage(message, transfer),
    receive: (handler) => {
      port.onmessage = ({ data }) => handler(data);
    },
  };
}
