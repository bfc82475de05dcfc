/** The node's events over HTTP: blocks and auction phases, across reconnections. */
import { ensure, fail, ProtocolError } from '@veilgrid/protocol/errors';
import { EVENTS, LedgerEvent } from '@veilgrid/protocol/events';
import { ErrorResponse } from '@veilgrid/protocol/routes';
import { createParser, type ParseError } from 'eventsource-parser';
import { createApi } from './http.js';
import { errorFromBody } from './submit.js';

/** How `events` follows a node. */
export interface EventsOptions {
  /** Ends the iteration. */
  readonly signal?: AbortSignal;
  /** Height of the first block wanted; default: the next one. */
  readonly from?: number;
  /** Before it connects again; default 1 s. */
  readonly retryMs?: number;
  /** Silence after which a connection is taken for dead; default 45 s, the node sends something every 15 s. */
  readonly silenceMs?: number;
}

/** Characters of an event; those of the node have some hundred. */
const MAX_EVENT = 65_536;
/** A block has at most 1,024 transactions, and its time begins few phases. */
const MAX_EVENTS_OF_BLOCK = 65_536;

/**
 * Every event from `from` on, in order and once, whatever becomes of the connection in between. The events of
 * a block come when all of them are there, the block itself last. Goes on until `signal` says otherwise.
 * @throws ProtocolError the node's refusals; RESPONSE_INVALID for what is no event, or not the next;
 *   without `from` NODE_UNREACHABLE where the node cannot be asked what comes next
 * @example for await (const event of events(url, { signal })) if (event.type === 'auction') …
 */
export async function* events(baseUrl: string, options: EventsOptions = {}): AsyncGenerator<LedgerEvent> {
  const { signal, retryMs = 1_000, silenceMs = 45_000 } = options;
  let next = options.from ?? Number((await createApi(baseUrl).status({})).height) + 1;
  while (!signal?.aborted) {
    const link = new Link(signal, silenceMs);
    let block: LedgerEvent[] = [];
    try {
      for await (const event of link.events(baseUrl, next)) {
        ensure(Number(event.height) === next && block.length < MAX_EVENTS_OF_BLOCK, 'RESPONSE_INVALID', {
          field: 'height',
        });
        block.push(event);
        if (event.type !== 'block') continue;
        yield* block;
        block = [];
        next++;
      }
    } catch (error) {
      if (error instanceof ProtocolError) throw error;
    } finally {
      link.close();
    }
    await pause(retryMs, signal);
  }
}

/** One connection, which ends when nothing comes any more. Errors that are not ours are the network's. */
class Link {
  readonly #controller = new AbortController();
  readonly #wanted: AbortSignal | undefined;
  readonly #silenceMs: number;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;

  constructor(wanted: AbortSignal | undefined, silenceMs: number) {
    this.#wanted = wanted;
    this.#silenceMs = silenceMs;
    wanted?.addEventListener('abort', this.close);
  }

  async *events(baseUrl: string, from: number): AsyncGenerator<LedgerEvent> {
    const received: string[] = [];
    const parser = createParser({
      onEvent: ({ data }) => received.push(data),
      onError: refuseEndless,
      maxBufferSize: MAX_EVENT,
    });
    const decoder = new TextDecoder();
    this.#heard();
    this.#reader = (await this.#connect(baseUrl, from)).getReader();
    for (;;) {
      const { done, value } = await this.#reader.read();
      if (done) return;
      this.#heard();
      parser.feed(decoder.decode(value, { stream: true }));
      for (const data of received.splice(0)) yield parseEvent(data);
    }
  }

  readonly close = (): void => {
    clearTimeout(this.#silence);
    this.#wanted?.removeEventListener('abort', this.close);
    this.#controller.abort();
    // Once garbage was collected, Node.js no longer passes the signal of a request on to its body.
    this.#reader?.cancel().catch(() => {});
  };

  #heard(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(this.close, this.#silenceMs);
  }

  async #connect(baseUrl: string, from: number): Promise<ReadableStream<Uint8Array>> {
    const url = new URL(EVENTS.path, baseUrl);
    url.searchParams.set('from', String(from));
    const headers = { accept: 'text/event-stream' };
    const response = await fetch(url, { headers, redirect: 'error', signal: this.#controller.signal });
    if (response.ok && response.body) return response.body;
    const refusal = ErrorResponse.safeParse(await response.json());
    // A node that is closing, or a proxy without its node, will answer otherwise later.
    if (response.status >= 500 || !refusal.success) throw new Error(`status ${response.status}`);
    throw errorFromBody(refusal.data.error);
  }
}

/** Fields of a later version are ignored, as the format wants it. */
function refuseEndless({ type }: ParseError): void {
  if (type === 'max-buffer-size-exceeded') throw fail('RESPONSE_INVALID', { reason: 'too long' });
}

function parseEvent(data: string): LedgerEvent {
  try {
    return LedgerEvent.parse(JSON.parse(data));
  } catch {
    throw fail('RESPONSE_INVALID', { field: 'event' });
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
    if (signal?.aborted) done();
  });
}
